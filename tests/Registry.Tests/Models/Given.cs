using System.Collections.Immutable;
using MlOps.Registry.Models;

namespace MlOps.Registry.Tests.Models;

/// <summary>Models in the states that decisions start from, each made of its events.</summary>
internal static class Given
{
    public const string Model = "bike-demand";
    public const string Engineer = "eve";
    public const string Requester = "rob";
    public const string Approver = "ann";

    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static RegisteredModel RegisteredModel { get; } =
        RegisteredModel.Create(new ModelRegistered(Model, "Bikes per hour", ImmutableSortedDictionary<string, string>.Empty, Engineer, Now));

    public static RegisteredModel ModelWithVersion { get; } = WithVersion(RegisteredModel, 1);

    public static RegisteredModel ModelWithPendingVersion { get; } = ModelWithVersion.Apply(new ApprovalRequested(Model, 1, Requester, []));

    public static RegisteredModel ModelWithApprovedVersion { get; } = Approved(ModelWithPendingVersion, 1);

    /// <summary>Versions 1 and 2 are approved; 1 is the champion.</summary>
    public static RegisteredModel ModelWithChampion { get; } =
        Approved(WithVersion(ModelWithApprovedVersion, 2).Apply(new ApprovalRequested(Model, 2, Requester, [])), 2)
            .Apply(new ModelVersionPromoted(Model, 1, "champion", null));

    public static RegisteredModel WithGate(RegisteredModel model, string name, string metric, Comparison comparison, double threshold) =>
        model.Apply(new GateDefined(Model, new Gate(name, metric, comparison, threshold)));

    public static ModelVersionCreated Created(long version) => new(
        Model, version, "4f1d0c", "bikes", "sha256:aa", "xgboost", "{}", "{}", "sha256:bb", "bike-training", 3, "sha256:cc",
        ImmutableSortedDictionary<string, double>.Empty.Add("test_rmse", 66.61).Add("test_r2", 0.909),
        ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"),
        ImmutableSortedDictionary<string, string>.Empty, "", Engineer, Now);

    private static RegisteredModel WithVersion(RegisteredModel model, long version) => model.Apply(Created(version));

    private static RegisteredModel Approved(RegisteredModel model, long version) =>
        model.Apply(new ModelVersionApproved(Model, version, Requester, Approver, "good"));
}

using System.Collections.Immutable;
using JasperFx.Events;
using MlOps.Registry.Gates;
using MlOps.Registry.Models;

namespace MlOps.Registry.Tests.Models;

/// <summary>Models in the states that decisions start from, each made of its events.</summary>
internal static class Given
{
    public const string Model = "bike-demand";
    public const string Author = "amy";
    public const string Engineer = "eve";
    public const string Requester = "rob";
    public const string Approver = "ann";

    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static GateKinds Kinds { get; } = new([new MetricGate()]);

    public static Life RegisteredModel { get; } =
        new([new ModelRegistered(Model, "Bikes per hour", ImmutableSortedDictionary<string, string>.Empty, Engineer, Now)]);

    public static Life ModelWithVersion { get; } = RegisteredModel.Then(Created(1));

    public static Life ModelWithPendingVersion { get; } = ModelWithVersion.Then(Requested(1));

    public static Life ModelWithApprovedVersion { get; } = ModelWithPendingVersion.Then(Approved(1));

    /// <summary>Versions 1 and 2 are approved; 1 is the champion.</summary>
    public static Life ModelWithChampion { get; } =
        ModelWithApprovedVersion.Then(Created(2), Requested(2), Approved(2), new ModelVersionPromoted(Model, 1, "champion", null, []));

    public static Gate Gate(string name, string metric, string comparison, double threshold) => new(
        name, "metric",
        ImmutableSortedDictionary<string, string>.Empty
            .Add("metric", metric).Add("comparison", comparison).Add("threshold", $"{threshold}"));

    public static GateDefined Defined(Gate gate, string by = Approver) => new(Model, gate, by, Now);

    public static ModelVersionCreated Created(long version, double rmse = 66.61) => new(
        Model, version, "4f1d0c", Author, "bikes", "sha256:aa", "xgboost",
        new ModelSignature([new TensorSpec("temp", "FP32", [-1])], [new TensorSpec("cnt", "FP32", [-1])]),
        new InputExample(["temp"], [[0.5], [null]]), "sha256:bb", "bike-training", 3, "sha256:cc",
        ImmutableSortedDictionary<string, double>.Empty.Add("test_rmse", rmse).Add("test_r2", 0.909),
        ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"),
        ImmutableSortedDictionary<string, string>.Empty, "", Engineer, Now);

    public static ApprovalRequested Requested(long version, string by = Requester) => new(Model, version, by, []);

    public static ModelVersionApproved Approved(long version, DateTimeOffset? validUntil = null) =>
        new(Model, version, Requester, Approver, "good", validUntil);
}

/// <summary>A model's events, and what follows from them.</summary>
internal sealed class Life(ImmutableList<object> events)
{
    public RegisteredModel Model => events.Skip(1).Aggregate(
        RegisteredModel.Create((ModelRegistered)events[0]), (model, e) => (RegisteredModel)((dynamic)model).Apply((dynamic)e));

    public Life Then(params IEnumerable<object> more) => new([.. events, .. more]);

    public ModelVersionDetails Details(long number = 1) => events
        .Select((data, index) => Recorded(data, index + 1))
        .Where(e => ModelVersionDetails.Concerns(e.Data, number))
        .Aggregate(default(ModelVersionDetails), ModelVersionDetails.After)!;

    /// <summary>What decisions about a version are made from.</summary>
    public VersionInModel Version(long number = 1)
    {
        var model = Model;
        var holders = model.Aliases.ToDictionary(alias => alias.Key, alias => Details(alias.Value).Gated());
        return new VersionInModel(model, Details(number), holders);
    }

    private static IEvent Recorded(object data, long version)
    {
        var e = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        e.Version = version;
        return e;
    }
}

using Marten;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.TrainingSets;

/// <summary>Joins a feature service's features onto a spine and commits the result to the catalog as a dataset version.</summary>
internal sealed class CreateTrainingSet(Mutations mutations, IDocumentStore store, TrainingSetBuilder builder)
{
    public async Task<TrainingSetHistory> HandleAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Validate(request);
        if (await mutations.RepeatedAsync<TrainingSetHistory>(request, cancellation) is { } repeated) return repeated.State;
        var stream = TrainingSetHistory.StreamOf(request.Dataset);
        if (request.HasExpectedVersion) ExpectedVersion.Require(stream, request.ExpectedVersion, await RevisionAsync(stream, cancellation));
        var by = Caller.Current.Subject;
        var made = await builder.BuildAsync(request, cancellation);
        var result = await mutations.ApplyAsync<TrainingSetHistory>(
            stream, request, (state, now) => Decide(state, made with { By = by, At = now }), cancellation);
        return result.State;
    }

    /// <summary>Repeating the last training set is no event (idempotent).</summary>
    public static IEnumerable<object> Decide(TrainingSetHistory? state, TrainingSetCreated made) =>
        state?.Last.IsLike(made) == true ? [] : [made];

    private async Task<long> RevisionAsync(string stream, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<TrainingSetHistory>(stream, cancellation))?.Revision ?? 0;
    }

    private static void Validate(CreateTrainingSetRequest request)
    {
        var spine = request.Spine;
        var faults = new Faults()
            .Name(request.Dataset, "dataset")
            .Name(request.FeatureService, "feature_service")
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .Require(spine is not null, "spine", "is required")
            .Name(spine?.Dataset, "spine.dataset")
            .Require(spine?.Version is null or >= 0, "spine.version", "must not be negative; 0 is the latest")
            .Require(spine is null || request.Dataset != spine.Dataset, "dataset", "must not be the spine's dataset")
            .Text(spine?.EventTimestamp, "spine.event_timestamp", Limits.ExpressionLength)
            .Count(spine?.Labels.Count ?? 0, "spine.labels", Limits.SpineLabels);
        foreach (var (i, label) in (spine?.Labels ?? []).Take(Limits.SpineLabels).Index())
            faults.Length(label, $"spine.labels[{i}]", Limits.ColumnLength);
        faults.ThrowIfAny();
    }
}

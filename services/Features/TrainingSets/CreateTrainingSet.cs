using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Operations;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.TrainingSets;

/// <summary>Joins a feature service's features onto a spine and commits the result to the catalog as a dataset version.</summary>
internal sealed class CreateTrainingSet(
    Mutations mutations, TrainingSetQueries trainingSets, TrainingSetPlans plans, TrainingSetBuilder builder)
{
    public async Task<TrainingSetHistory> HandleAsync(
        CreateTrainingSetRequest request, OperationProgress progress, CancellationToken cancellation)
    {
        StartTrainingSet.Check(request);
        if (await mutations.RepeatedAsync<TrainingSetHistory>(request, cancellation) is { } repeated) return repeated.State;
        await trainingSets.RevisionForAsync(request, cancellation);
        var by = Caller.Current.Subject;
        var plan = await plans.MakeAsync(request, cancellation);
        var made = await builder.BuildAsync(request, plan, progress, cancellation);
        var result = await mutations.ApplyAsync<TrainingSetHistory>(
            TrainingSetHistory.StreamOf(request.Dataset), request,
            (state, now) => Decide(state, made with { By = by, At = now }), cancellation);
        return result.State;
    }

    /// <summary>Repeating the last training set is no event (idempotent).</summary>
    public static IEnumerable<object> Decide(TrainingSetHistory? state, TrainingSetCreated made) =>
        state?.Last.IsLike(made) == true ? [] : [made];
}

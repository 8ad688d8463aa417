using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.Views;

namespace MlOps.Features.TrainingSets;

/// <summary>The plans of the operations that have not ended.</summary>
internal sealed class TrainingSetPlans(
    CallerSessions sessions, FeatureServiceQueries services, FeatureViewQueries views, SourceDatasets datasets, TrainingSetCatalog catalog)
{
    /// <summary>The operation's plan, which is made by its first run.</summary>
    public async Task<TrainingSetPlan> MakeAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        await using var session = sessions.Open();
        if (await session.LoadAsync<TrainingSetPlan>(request.RequestId, cancellation) is { } made) return made;
        var plan = await NewAsync(request, cancellation);
        session.Store(plan);
        await session.SaveChangesAsync(cancellation);
        return plan;
    }

    /// <summary>Forgets the plan of an operation that has ended; idempotent.</summary>
    public async Task RemoveAsync(string operationId, CancellationToken cancellation)
    {
        await using var session = sessions.Open();
        session.Delete<TrainingSetPlan>(operationId);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task<TrainingSetPlan> NewAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        var service = (await services.GetAsync(request.FeatureService, cancellation)).Open();
        await catalog.RequireOpenAsync(request.Dataset, cancellation);
        var spine = await datasets.GetVersionAsync(request.Spine.Dataset, request.Spine.Version, cancellation);
        var used = await views.FindAsync(service.ViewNames(), cancellation);
        var planned = new List<PlannedView>();
        foreach (var view in service.ViewNames().Select(name => used[name]))
        {
            var source = await datasets.GetVersionAsync(view.Source.Dataset, view.Source.Version, cancellation);
            planned.Add(new PlannedView(view.Name, view.Revision, source.Version));
        }

        return new TrainingSetPlan(request.RequestId, spine.Version, planned);
    }
}

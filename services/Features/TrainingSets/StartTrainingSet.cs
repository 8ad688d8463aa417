using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using Operation = MlOps.Contracts.Operations.V1.Operation;

namespace MlOps.Features.TrainingSets;

/// <summary>Checks a request for a training set, also against the schema of its spine, and queues it.</summary>
internal sealed class StartTrainingSet(
    Mutations mutations, TrainingSetQueries trainingSets, FeatureServiceQueries services, FeatureViewQueries views,
    SourceDatasets datasets, TrainingSetCatalog catalog, OperationCalls operations)
{
    /// <summary>The kind of the operation.</summary>
    public const string Kind = "training-set";

    public async Task<Operation> HandleAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        Check(request);
        if (await mutations.RepeatedAsync<MlOps.Operations.Operation>(request, cancellation) is { } repeated)
            return await operations.GetAsync(repeated.State.OperationId, cancellation);
        var service = (await services.GetAsync(request.FeatureService, cancellation)).Open();
        var revision = await trainingSets.RevisionForAsync(request, cancellation);
        await catalog.RequireOpenAsync(request.Dataset, cancellation);
        await CheckSpineAsync(request.Spine, service, cancellation);
        return await operations.StartAsync(
            Kind, TrainingSetHistory.StreamOf(request.Dataset), revision, request, cancellation);
    }

    /// <summary>What can be said of a request alone.</summary>
    public static void Check(CreateTrainingSetRequest request)
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

    private async Task CheckSpineAsync(Spine spine, FeatureServices.FeatureService service, CancellationToken cancellation)
    {
        var version = await datasets.GetVersionAsync(spine.Dataset, spine.Version, cancellation);
        var used = await views.FindAsync(service.ViewNames(), cancellation);
        var keys = service.ViewNames().SelectMany(name => used[name].JoinKeys).DistinctBy(key => key.Name).ToList();
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], cancellation);
        await Task.Run(() => SpineCheck.Require(spine, version.Columns, keys, service, database, cancellation), cancellation);
    }
}

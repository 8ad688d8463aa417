using System.Collections.Immutable;
using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.Operations;
using FeatureService = MlOps.Features.FeatureServices.FeatureService;

namespace MlOps.Features.TrainingSets;

/// <summary>The expensive part of creating a training set: reads the sources, joins, and commits the result to the catalog.</summary>
internal sealed class TrainingSetBuilder(
    FeatureServiceQueries services, FeatureViewQueries views, SourceDatasets datasets, TrainingSetCatalog catalog)
{
    private const string FileName = "training-set.parquet";

    // Where the progress is after the steps.
    private const double OpenedPart = 0.2;
    private const double JoinedPart = 0.7;

    /// <summary>
    /// The training set, without who made it and when. Equal plans give equal bytes, hence the same version, however often they run.
    /// </summary>
    public async Task<TrainingSetCreated> BuildAsync(
        CreateTrainingSetRequest request, TrainingSetPlan plan, OperationProgress progress, CancellationToken cancellation)
    {
        var service = await services.GetAsync(request.FeatureService, cancellation);
        var joined = new List<JoinedView>();
        foreach (var (i, planned) in plan.Views.Index())
        {
            await progress.ReportAsync(OpenedPart * i / plan.Views.Count, $"reading the source of {planned.View}", cancellation);
            var view = await views.GetAtAsync(planned.View, planned.Revision, cancellation);
            joined.Add(new JoinedView(view, await datasets.OpenAsync(view.Source.Dataset, planned.SourceVersion, cancellation)));
        }

        var spine = await datasets.OpenAsync(request.Spine.Dataset, plan.SpineVersion, cancellation);
        using var folder = new WorkFolder();
        var file = folder.File(FileName);
        await progress.ReportAsync(OpenedPart, $"joining {joined.Count} views onto {spine.Version.RowCount} rows", cancellation);
        await JoinAsync(request.Spine, spine, service, joined, folder, file, cancellation);
        var sources = joined.Select(v => v.Source.Node).Where(node => node != spine.Node).Distinct();
        IReadOnlyList<string> derivedFrom = [spine.Node, .. sources, service.Id, .. joined.Select(v => v.View.Id)];
        await progress.ReportAsync(JoinedPart, $"committing to {request.Dataset}", cancellation);
        var committed = await catalog.CommitAsync(request.Dataset, service, file, derivedFrom, cancellation);
        return new TrainingSetCreated(
            request.Dataset,
            committed.Version,
            committed.Digest,
            committed.RowCount,
            service.Name,
            spine.Node,
            derivedFrom,
            plan.Views.ToImmutableSortedDictionary(view => view.View, view => view.Revision),
            [.. service.Features.Select(f => f.Column)],
            [.. request.Spine.Labels],
            By: "",
            At: default);
    }

    private static async Task JoinAsync(
        Spine spine, SourceTable source, FeatureService service, List<JoinedView> joined, WorkFolder folder, string file,
        CancellationToken cancellation)
    {
        var keys = joined.SelectMany(v => v.View.JoinKeys).DistinctBy(k => k.Name).ToList();
        var readable = source.Paths.Concat(joined.SelectMany(v => v.Source.Paths)).Distinct();
        using var database = await AnalyticsDatabase.OpenAsync(folder, readable, cancellation);
        await Task.Run(() =>
        {
            var moment = SpineCheck.Require(spine, source.Version.Columns, keys, service, database, cancellation);
            var rows = new SpineRows(source, moment, spine.Labels);
            PointInTimeJoin.Write(database, rows, keys, joined, service.Features, file, cancellation);
        }, cancellation);
    }
}

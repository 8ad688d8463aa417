using System.Collections.Immutable;
using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;
using FeatureService = MlOps.Features.FeatureServices.FeatureService;

namespace MlOps.Features.TrainingSets;

/// <summary>The expensive part of creating a training set: reads the sources, joins, and commits the result to the catalog.</summary>
internal sealed class TrainingSetBuilder(
    FeatureServiceQueries services, FeatureViewQueries views, SourceDatasets datasets, TrainingSetCatalog catalog)
{
    private const string FileName = "training-set.parquet";

    /// <summary>Builds the training set; the caller sets actor and time. Equal sources and definitions give the same version.</summary>
    public async Task<TrainingSetCreated> BuildAsync(CreateTrainingSetRequest request, CancellationToken cancellation)
    {
        var service = (await services.GetAsync(request.FeatureService, cancellation)).Open();
        await catalog.RequireOpenAsync(request.Dataset, cancellation);
        var used = await views.FindAsync(service.ViewNames(), cancellation);
        var joined = new List<JoinedView>();
        foreach (var view in service.ViewNames().Select(name => used[name]))
            joined.Add(new JoinedView(view, await datasets.OpenAsync(view.Source.Dataset, view.Source.Version, cancellation)));
        var spine = await datasets.OpenAsync(request.Spine.Dataset, request.Spine.Version, cancellation);

        using var folder = new WorkFolder();
        var file = folder.File(FileName);
        await JoinAsync(request.Spine, spine, service, joined, folder, file, cancellation);
        var sources = joined.Select(v => v.Source.Node).Where(node => node != spine.Node).Distinct();
        IReadOnlyList<string> derivedFrom = [spine.Node, .. sources, service.Id, .. joined.Select(v => v.View.Id)];
        var committed = await catalog.CommitAsync(request.Dataset, service, file, derivedFrom, cancellation);
        return new TrainingSetCreated(
            request.Dataset,
            committed.Version,
            committed.Digest,
            committed.RowCount,
            service.Name,
            spine.Node,
            derivedFrom,
            used.Values.ToImmutableSortedDictionary(view => view.Name, view => view.Revision),
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
            var rows = Check(spine, source, keys, service, database, cancellation);
            PointInTimeJoin.Write(database, rows, keys, joined, service.Features, file, cancellation);
        }, cancellation);
    }

    private static SpineRows Check(
        Spine spine, SourceTable source, List<KeyColumn> keys, FeatureService service, AnalyticsDatabase database,
        CancellationToken cancellation)
    {
        var faults = new Faults();
        var columns = source.Version.Columns;
        foreach (var key in keys) faults.Column(columns, key.Name, key.Type, "spine");
        var taken = keys.Select(k => k.Name).Concat(service.Features.Select(f => f.Column)).Append(Names.EventTimestamp)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, label) in spine.Labels.Index())
        {
            faults
                .Require(columns.Any(c => Names.Same(c.Name, label)), $"spine.labels[{i}]", $"the dataset has no column {label}")
                .Require(taken.Add(label), $"spine.labels[{i}]", $"the training set has a column {label} already");
        }

        faults.Require(
            taken.Count <= Limits.TrainingSetColumns, "spine.labels",
            $"the training set would have {taken.Count} columns with keys, features and labels; it may have {Limits.TrainingSetColumns}");
        var (timestamp, fault) = TimestampExpression.Compile(database, spine.EventTimestamp, columns, cancellation);
        faults.Require(fault is null, "spine.event_timestamp", fault ?? "");
        faults.ThrowIfAny();
        return new SpineRows(source, timestamp, spine.Labels);
    }
}

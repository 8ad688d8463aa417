using MlOps.Analytics;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Online;

/// <summary>Materializes a time window: writes the newest values of each key to the online store (idempotent).</summary>
internal sealed class Materialize(
    Mutations mutations, FeatureViewQueries views, SourceDatasets datasets, OnlineStore online, TimeProvider time)
{
    // Where the progress is when the source has been read.
    private const double ReadPart = 0.5;

    public async Task<FeatureViewMaterialized> HandleAsync(
        V1.MaterializeRequest request, OperationProgress progress, CancellationToken cancellation)
    {
        StartMaterialization.Check(request);
        if (await mutations.RepeatedAsync<FeatureView>(request, cancellation) is { } repeated) return repeated.State.LastMaterialization!;
        var view = (await views.GetAsync(request.FeatureView, cancellation)).Open();
        if (request.HasExpectedVersion) ExpectedVersion.Require(view.Id, request.ExpectedVersion, view.Revision);
        var by = Caller.Current.Subject;
        var (start, end) = WindowOf(request, view, time.GetUtcNow());
        var made = await CopyAsync(view, start, end, progress, cancellation);
        var result = await mutations.ApplyAsync<FeatureView>(
            view.Id, request, (state, now) => Decide(state, made with { By = by, At = now }), cancellation);
        return result.State.LastMaterialization!;
    }

    public static IEnumerable<object> Decide(FeatureView? state, FeatureViewMaterialized made)
    {
        FeatureView.Existing(state, made.FeatureView).Open();
        return [made];
    }

    /// <summary>The time window [start, end): by default from the end of the last materialization until now.</summary>
    public static (DateTimeOffset? Start, DateTimeOffset End) WindowOf(V1.MaterializeRequest request, FeatureView view, DateTimeOffset now)
    {
        var start = request.StartTime?.ToDateTimeOffset() ?? view.MaterializedUntil;
        var end = request.EndTime?.ToDateTimeOffset() ?? now;
        new Faults().Require(start is null || start < end, "end_time", $"must be after the start, which is {start:O}").ThrowIfAny();
        return (start, end);
    }

    // A run after a crash writes the rows again; rows that are there already stay as they are.
    private async Task<FeatureViewMaterialized> CopyAsync(
        FeatureView view, DateTimeOffset? start, DateTimeOffset end, OperationProgress progress, CancellationToken cancellation)
    {
        await progress.ReportAsync(0, $"reading {view.Source.Dataset}", cancellation);
        var source = await datasets.OpenAsync(view.Source.Dataset, view.Source.Version, cancellation);
        var (latest, rowsRead) = await ReadAsync(view, source, start, end, cancellation);
        await progress.ReportAsync(ReadPart, $"writing {latest.Count} keys", cancellation);
        var written = await online.WriteAsync(view.Name, latest, cancellation);
        return new FeatureViewMaterialized(
            view.Name, start, end, written, rowsRead, source.Version.Dataset, source.Version.Version, By: "", At: default);
    }

    private static async Task<(IReadOnlyList<OnlineRow> Latest, long RowsRead)> ReadAsync(
        FeatureView view, SourceTable source, DateTimeOffset? start, DateTimeOffset end, CancellationToken cancellation)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, source.Paths, cancellation);
        return await Task.Run(() => LatestRows.Read(database, view, source, start, end, cancellation), cancellation);
    }
}

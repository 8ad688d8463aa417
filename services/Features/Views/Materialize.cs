using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Online;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.Views;

/// <summary>Copies the newest value per key of a window to the online store. Repeating it changes nothing.</summary>
internal sealed class Materialize(
    Mutations mutations, Definitions definitions, SourceDatasets datasets, OnlineStore online, TimeProvider time)
{
    public async Task<FeatureViewMaterialized> HandleAsync(MaterializeRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        if (await mutations.RepeatedAsync<FeatureView>(request, cancellation) is { } repeated) return repeated.State.LastMaterialization!;

        var view = await definitions.GetViewAsync(request.FeatureView, cancellation);
        var (start, end) = WindowOf(request, view, time.GetUtcNow());
        var source = await datasets.OpenAsync(view.Source.Dataset, view.Source.Version, cancellation);
        var (latest, rowsRead) = await ReadAsync(view, source, start, end, cancellation);
        // Rows before the event: should the event fail, the same request writes the same rows again.
        var written = await online.WriteAsync(view.Name, latest, cancellation);

        var made = new FeatureViewMaterialized(
            view.Name, start, end, written, rowsRead, source.Version.Dataset, source.Version.Version, Caller.Current.Subject, At: default);
        var result = await mutations.ApplyAsync<FeatureView>(view.Id, request, (state, now) => Decide(state, made with { At = now }), cancellation);
        return result.State.LastMaterialization!;
    }

    public static IEnumerable<object> Decide(FeatureView? state, FeatureViewMaterialized made) =>
        state is null ? throw new NotFoundException("feature view", made.FeatureView) : [made];

    /// <summary>[start, end): from where the last one ended, until now, unless the request says otherwise.</summary>
    public static (DateTimeOffset? Start, DateTimeOffset End) WindowOf(MaterializeRequest request, FeatureView view, DateTimeOffset now)
    {
        var start = request.StartTime?.ToDateTimeOffset() ?? view.MaterializedUntil;
        var end = request.EndTime?.ToDateTimeOffset() ?? now;
        new Faults().Require(start is null || start < end, "end_time", $"must be after the start, which is {start:O}").ThrowIfAny();
        return (start, end);
    }

    private static async Task<(IReadOnlyList<OnlineRow> Latest, long RowsRead)> ReadAsync(
        FeatureView view, SourceTable source, DateTimeOffset? start, DateTimeOffset end, CancellationToken cancellation)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, source.Paths, cancellation);
        return await Task.Run(() => LatestRows.Read(database, view, source, start, end, cancellation), cancellation);
    }
}

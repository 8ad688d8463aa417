using System.Diagnostics;
using System.Runtime.CompilerServices;
using JasperFx.Events.Projections;

namespace MlOps.Benchmarks.EventStore;

/// <summary>Handing all events to a projection that is rebuilt, against COPY of the same rows.</summary>
internal sealed class ReplayFigure : IFigure
{
    private const double Target = 0.35;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var projection = new CountingProjection();
        await using var store = await SensorStore.OpenAsync(options => options.Projections.Add(projection, ProjectionLifecycle.Async, CountingProjection.Name));
        await FillAsync(store, scale.ReplayedEvents, cancellation);
        var (subject, baseline) = await Turns.TakeAsync(
            scale.Rounds,
            () => RebuildAsync(store, projection, scale.ReplayedEvents, cancellation),
            () => CopyAsync(store, scale.ReplayedEvents, cancellation));
        yield return Row.OfRates($"replay of {scale.ReplayedEvents:#,0} events", "events/s", subject, baseline, Target);
    }

    /// <summary>One event is appended; the others are its row again, 100 to a stream.</summary>
    private static async Task FillAsync(SensorStore store, int events, CancellationToken cancellation)
    {
        await store.AppendAsync("sensor/0", [MeasurementTaken.Sample(1)], cancellation);
        await store.ExecuteAsync($"""
            insert into mt_streams (id, version, tenant_id) select 'sensor/' || number, 100, tenant_id from mt_streams, generate_series(1, {events / 100}) number;
            insert into mt_events
                (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, causation_id, correlation_id, headers, user_name)
            select number, gen_random_uuid(), 'sensor/' || (number + 98) / 100, (number + 98) % 100 + 1, data, type, timestamp, tenant_id, mt_dotnet_type,
                causation_id, correlation_id, headers, user_name
            from mt_events, generate_series(2, {events}) number order by number;
            select setval('mt_events_sequence', {events});
            """, cancellation);
        await store.ExecuteAsync("vacuum analyze", cancellation);
    }

    private static async Task<double> RebuildAsync(SensorStore store, CountingProjection projection, int events, CancellationToken cancellation)
    {
        var before = projection.Count;
        var start = Stopwatch.GetTimestamp();
        using (var daemon = await store.Store.BuildProjectionDaemonAsync()) await daemon.RebuildProjectionAsync(CountingProjection.Name, Limit, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (projection.Count - before != events) throw new InvalidOperationException($"The rebuild saw {projection.Count - before} events.");
        return events / elapsed.TotalSeconds;
    }

    private static async Task<double> CopyAsync(SensorStore store, int events, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await using var connection = await store.Database.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginRawBinaryCopyAsync("copy mt_events to stdout (format binary)", cancellation);
        await copy.CopyToAsync(Stream.Null, cancellation);
        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

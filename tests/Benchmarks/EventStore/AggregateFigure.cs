using System.Runtime.CompilerServices;
using Npgsql;

namespace MlOps.Benchmarks.EventStore;

/// <summary>Building the state of a stream of 1,000 events, against reading its rows.</summary>
internal sealed class AggregateFigure : IFigure
{
    private const int Events = 1_000;
    private const string Stream = "sensor/1";
    private const string Rows = "select seq_id, id, stream_id, version, data, type, timestamp, tenant_id from mt_events where stream_id = $1 order by version";

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var store = await SensorStore.OpenAsync();
        await store.AppendAsync(Stream, Enumerable.Range(0, Events).Select(number => MeasurementTaken.Sample(number)), cancellation);
        var (subject, baseline) = await Turns.TakeAsync(
            scale.Rounds,
            () => Load.RateAsync(1, scale.Turn, _ => AggregateAsync(store, cancellation)),
            () => Load.RateAsync(1, scale.Turn, _ => ReadAsync(store, cancellation)));
        yield return Row.OfTimes($"aggregate of {Events:#,0} events", 1000 / subject, 1000 / baseline);
    }

    private static async Task AggregateAsync(SensorStore store, CancellationToken cancellation)
    {
        await using var session = store.Store.QuerySession();
        var sensor = await session.Events.AggregateStreamAsync<Sensor>(Stream, token: cancellation);
        if (sensor?.Count != Events) throw new InvalidOperationException($"The aggregate has {sensor?.Count} events.");
    }

    private static async Task ReadAsync(SensorStore store, CancellationToken cancellation)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(Rows, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = Stream } } };
        await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var values = new object[8];
        var read = 0;
        for (; await reader.ReadAsync(cancellation); read++) reader.GetValues(values);
        if (read != Events) throw new InvalidOperationException($"The stream has {read} rows.");
    }
}

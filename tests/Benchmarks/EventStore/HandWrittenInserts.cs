using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Benchmarks.EventStore;

/// <summary>What one would write without an event store: prepared inserts, sent together, one transaction a save.</summary>
internal static class HandWrittenInserts
{
    /// <summary>A table with the columns and indexes of Marten's.</summary>
    public const string Table = """
        create table hand_written_events (like mt_events including all);
        create sequence hand_written_sequence;
        """;

    private const string Insert = """
        insert into hand_written_events
            (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, causation_id, correlation_id, headers, user_name)
        values (nextval('hand_written_sequence'), $1, $2, $3, $4, 'measurement_taken', '*DEFAULT*', $5, $6, $7, $8, $9)
        """;

    private static readonly string DotnetType = $"{typeof(MeasurementTaken).FullName}, {typeof(MeasurementTaken).Assembly.GetName().Name}";

    /// <summary>Inserts measurements behind the version that the stream has.</summary>
    public static async Task SaveAsync(NpgsqlDataSource database, string stream, long version, IEnumerable<MeasurementTaken> measurements, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // A batch without an explicit transaction is one of its own, in one round trip.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var measurement in measurements) batch.BatchCommands.Add(Command(stream, ++version, measurement));
        await batch.PrepareAsync(cancellation);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlBatchCommand Command(string stream, long version, MeasurementTaken measurement) => new(Insert)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() },
            Text(stream),
            new NpgsqlParameter<long> { TypedValue = version },
            new NpgsqlParameter<byte[]> { TypedValue = JsonSerializer.SerializeToUtf8Bytes(measurement), NpgsqlDbType = NpgsqlDbType.Jsonb },
            Text(DotnetType),
            Text("benchmark"),
            Text("benchmark"),
            new NpgsqlParameter<string> { TypedValue = """{"actor":"benchmark"}""", NpgsqlDbType = NpgsqlDbType.Jsonb },
            Text("benchmark"),
        },
    };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };
}

using JasperFx.Events.Projections;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>The stored positions of shards, and the high water mark.</summary>
internal sealed class ProgressTable(DocumentStore store)
{
    private readonly string table = $"{store.Options.EventGraph.DatabaseSchemaName}.mt_event_progression";

    public async Task<IReadOnlyList<ShardState>> ReadAllAsync(CancellationToken token)
    {
        await store.Schema.EnsureEventsAsync();
        await using var command = store.DataSource.CreateCommand($"select name, coalesce(last_seq_id, 0) from {table} order by name");
        await using var reader = await command.ExecuteReaderAsync(token);
        var states = new List<ShardState>();
        while (await reader.ReadAsync(token)) states.Add(new ShardState(reader.GetString(0), reader.GetInt64(1)));
        return states;
    }

    public async Task<long?> ReadAsync(string name, CancellationToken token)
    {
        await store.Schema.EnsureEventsAsync();
        await using var command = store.DataSource.CreateCommand($"select last_seq_id from {table} where name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        return await command.ExecuteScalarAsync(token) as long?;
    }

    /// <summary>Sets a position, whatever it was.</summary>
    public async Task SetAsync(string name, long sequence, CancellationToken token)
    {
        await using var command = store.DataSource.CreateCommand($"""
            insert into {table} (name, last_seq_id, last_updated) values ($1, $2, transaction_timestamp())
            on conflict (name) do update set last_seq_id = $2, last_updated = transaction_timestamp()
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        command.Parameters.Add(new NpgsqlParameter { Value = sequence });
        await command.ExecuteNonQueryAsync(token);
    }
}

using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Finds the sequence up to which no event can appear any more.</summary>
/// <remarks>
/// A missing number belongs to a transaction that rolled back, or to one that has not committed yet. Whoever draws a number
/// holds a row exclusive lock on <c>mt_events</c> until its transaction is over. So a gap is permanent once every transaction
/// that held such a lock after the gap was seen has ended, and the gap is still there.
/// </remarks>
internal sealed class HighWaterDetector(DocumentStore store, ILogger logger)
{
    private readonly string schema = store.Options.EventGraph.DatabaseSchemaName;
    private string[]? suspects;
    private long suspectCeiling;

    public long Mark { get; private set; }

    /// <summary>Whether a gap waits for transactions that may still fill it.</summary>
    public bool IsWaitingForGap => suspects is not null;

    public void StartAt(long mark) => Mark = mark;

    /// <summary>Looks once; returns whether the mark has advanced.</summary>
    public async Task<bool> DetectAsync(CancellationToken token)
    {
        var before = Mark;
        await using var connection = await store.DataSource.OpenConnectionAsync(token);
        var suspectsAreGone = suspects is not null && await AreGoneAsync(connection, suspects, token);
        var (highest, count) = await ReadHighestAsync(connection, token);
        if (highest - Mark == count)
        {
            suspects = null;
            Mark = highest;
            return Mark > before;
        }

        var gaps = await ReadGapsAsync(connection, token);
        if (suspectsAreGone)
        {
            suspects = null;
            foreach (var gap in gaps.TakeWhile(g => g.End <= suspectCeiling)) await SkipAsync(connection, gap, token);
            gaps.RemoveAll(g => g.End <= suspectCeiling);
        }

        Mark = gaps.Count == 0 ? Math.Max(Mark, highest) : gaps[0].Start;
        if (gaps.Count > 0 && suspects is null)
        {
            suspects = await ReadWritersAsync(connection, token);
            suspectCeiling = highest;
        }

        return Mark > before;
    }

    private async Task<(long Highest, long Count)> ReadHighestAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select coalesce(max(seq_id), $1), count(*) from {schema}.mt_events where seq_id > $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Mark });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The gaps above the mark: the last number before each, and the first after it.</summary>
    private async Task<List<(long Start, long End)>> ReadGapsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"""
            select previous, seq_id
            from (select seq_id, lag(seq_id, 1, $1) over (order by seq_id) as previous from {schema}.mt_events where seq_id > $1) numbered
            where seq_id - previous > 1 order by seq_id
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Mark });
        await using var reader = await command.ExecuteReaderAsync(token);
        var gaps = new List<(long, long)>();
        while (await reader.ReadAsync(token)) gaps.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return gaps;
    }

    private async Task<string[]> ReadWritersAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"""
            select coalesce(array_agg(virtualtransaction), array[]::text[]) from pg_locks
            where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())
                and relation = '{schema}.mt_events'::regclass and mode = 'RowExclusiveLock' and granted
            """, connection);
        return (string[])(await command.ExecuteScalarAsync(token))!;
    }

    private static async Task<bool> AreGoneAsync(NpgsqlConnection connection, string[] transactions, CancellationToken token)
    {
        if (transactions.Length == 0) return true;
        await using var command = new NpgsqlCommand("select not exists (select from pg_locks where virtualtransaction = any($1))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = transactions });
        return (bool)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task SkipAsync(NpgsqlConnection connection, (long Start, long End) gap, CancellationToken token)
    {
        DaemonLog.GapSkipped(logger, gap.Start + 1, gap.End - 1);
        await using var command = new NpgsqlCommand($"""
            insert into {schema}.mt_high_water_skips (ending_sequence, starting_sequence) values ($1, $2) on conflict do nothing
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = gap.End });
        command.Parameters.Add(new NpgsqlParameter { Value = gap.Start });
        await command.ExecuteNonQueryAsync(token);
    }
}

using System.Runtime.CompilerServices;
using MlOps.Contracts;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Lineage.Ledger;

/// <summary>Reads the ledger of the caller's workspace in the order of its positions.</summary>
internal sealed class LedgerReader(NpgsqlDataSource database)
{
    private const int PageRows = 1000;

    private const string Page = """
        SELECT position, event_id, service, type, subject, sequence, time, actor, workspace, correlation_id, causation_id, traceparent,
            reason, data, hash
        FROM ledger
        WHERE position >= $1 AND position <= $2 AND time >= $3 AND time <= $4
            AND ($5 = '' OR service = $5) AND ($6 = '' OR subject = $6) AND ($7 = '' OR type = $7) AND ($8 = '' OR actor = $8)
            AND ($9 = '' OR correlation_id = $9) AND workspace = $11
            AND NOT (starts_with(type, 'mlops.identity.v1.')
                AND EXISTS (SELECT 1 FROM unnest($12) hidden WHERE starts_with(subject, hidden)))
        ORDER BY position LIMIT $10
        """;

    private static NpgsqlParameter Workspace => new NpgsqlParameter<string> { TypedValue = Caller.Current.Workspace };

    /// <summary>How the subjects of entries begin that the caller may not read.</summary>
    private static string[] Hidden() =>
        Caller.Current.HoldsEverywhere && Caller.Current.May(PlatformStreams.Permission) ? [] : [.. PlatformStreams.Prefixes];

    /// <summary>Where the ledger ends now.</summary>
    public async Task<long> PositionAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await PositionAsync(connection, cancellation);
    }

    /// <summary>Where the ledger ends in the connection's snapshot.</summary>
    public static async Task<long> PositionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT position FROM ledger_head WHERE workspace = $1", connection);
        command.Parameters.Add(Workspace);
        return (long?)await command.ExecuteScalarAsync(cancellation) ?? 0;
    }

    /// <summary>How many events of each service there are.</summary>
    public async Task<Dictionary<string, long>> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT service, events FROM ledger_count WHERE workspace = $1");
        command.Parameters.Add(Workspace);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellation)) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    /// <summary>The records that match; a reader that follows gets new ones until it cancels.</summary>
    public async IAsyncEnumerable<LedgerRecord> ReadAsync(
        LedgerFilter filter, LedgerHead head, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = filter.From;
        while (true)
        {
            // Records that do not match must not be read again, so the end is taken before the page.
            var end = await PositionAsync(cancellation);
            var rows = 0;
            await foreach (var record in PageAsync(filter, next, cancellation))
            {
                rows++;
                next = record.Position + 1;
                yield return record;
            }
            if (rows == PageRows) continue;
            if (!filter.Follow) yield break;
            next = Math.Max(next, end + 1);
            await head.ReachAsync(next, cancellation);
        }
    }

    private async IAsyncEnumerable<LedgerRecord> PageAsync(
        LedgerFilter filter, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Page);
        Add(from);
        Add(filter.To ?? long.MaxValue);
        Add(filter.Start.ToUniversalTime());
        Add(filter.End.ToUniversalTime());
        foreach (var text in (string[])[filter.Service, filter.Subject, filter.Type, filter.Actor, filter.CorrelationId]) Add(text);
        Add(PageRows);
        command.Parameters.Add(Workspace);
        Add(Hidden());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) yield return Record(reader);

        void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
    }

    private static LedgerRecord Record(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5),
        row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11),
        row.GetString(12), row.GetFieldValue<byte[]>(13), row.GetFieldValue<byte[]>(14));
}

using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Lineage.V1;
using Npgsql;

namespace MlOps.Lineage.Ledger;

/// <summary>Reads the ledger in the order of its positions.</summary>
internal sealed class LedgerReader(NpgsqlDataSource database)
{
    private const int PageRows = 1000;

    private const string Page = """
        SELECT position, event_id, service, type, subject, sequence, time, actor, workspace, correlation_id, causation_id, traceparent, reason, data, hash
        FROM ledger
        WHERE position >= $1 AND ($2 = '' OR service = $2) AND ($3 = '' OR subject = $3) AND time <= $4
        ORDER BY position LIMIT $5
        """;

    /// <summary>Where the ledger ends now.</summary>
    public async Task<long> PositionAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await PositionAsync(connection, cancellation);
    }

    /// <summary>Where the ledger ends in the connection's snapshot.</summary>
    public static async Task<long> PositionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT position FROM ledger_head", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The entries that a request asks for; one that follows gets new ones for as long as it likes.</summary>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(ReadLedgerRequest request, LedgerHead head, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = Math.Max(1, request.FromPosition);
        while (true)
        {
            // What is passed over because it does not match must not be read again, so the end is taken before the page.
            var end = await PositionAsync(cancellation);
            var rows = 0;
            await foreach (var entry in PageAsync(request, next, cancellation))
            {
                rows++;
                next = entry.Position + 1;
                yield return entry;
            }
            if (rows == PageRows) continue;
            if (!request.Follow) yield break;
            next = Math.Max(next, end + 1);
            await head.ReachAsync(next, cancellation);
        }
    }

    private async IAsyncEnumerable<LedgerEntry> PageAsync(ReadLedgerRequest request, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Page);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Subject });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = request.AsOf?.ToDateTime() ?? DateTime.MaxValue.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageRows });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) yield return Entry(reader);
    }

    private static LedgerEntry Entry(NpgsqlDataReader row) => new()
    {
        Position = row.GetInt64(0),
        EventId = row.GetString(1),
        Service = row.GetString(2),
        Type = row.GetString(3),
        Subject = row.GetString(4),
        Sequence = row.GetInt64(5),
        Time = row.GetDateTime(6).ToTimestamp(),
        Actor = row.GetString(7),
        Workspace = row.GetString(8),
        CorrelationId = row.GetString(9),
        CausationId = row.GetString(10),
        Traceparent = row.GetString(11),
        Reason = row.GetString(12),
        Data = UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(13)),
        Hash = UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(14)),
    };
}

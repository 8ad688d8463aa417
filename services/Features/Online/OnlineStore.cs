using Google.Protobuf;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.Features.Online;

/// <summary>The newest values of one key: times in UTC, values in the order of the features of the view.</summary>
internal sealed record OnlineRow(byte[] Key, DateTime EventTime, DateTime? CreatedTime, byte[] Values);

/// <summary>A row found by a lookup: 0-based row number in the request, values, and their size in bytes.</summary>
internal sealed record FoundRow(int Row, DateTime EventTime, ValueList Values, int Bytes);

/// <summary>The online store of the caller's workspace: one PostgreSQL row per view and key, replaced only by newer values.</summary>
internal sealed class OnlineStore(NpgsqlDataSource database)
{
    public static readonly string Schema =
        $"""
        CREATE SCHEMA IF NOT EXISTS online;
        CREATE TABLE IF NOT EXISTS online.features (
            workspace text NOT NULL,
            feature_view text NOT NULL,
            entity_key bytea NOT NULL,
            event_time timestamptz NOT NULL,
            created_time timestamptz,
            feature_values bytea NOT NULL,
            PRIMARY KEY (workspace, feature_view, entity_key));
        {WorkspaceKey.Add("online.features", "workspace, feature_view, entity_key")}
        """;

    private const string Lookup =
        """
        SELECT k.n, f.event_time, f.feature_values
        FROM unnest($3::bytea[]) WITH ORDINALITY AS k(entity_key, n)
        JOIN online.features f ON f.workspace = $1 AND f.feature_view = $2 AND f.entity_key = k.entity_key
        """;

    private const string Incoming =
        """
        CREATE TEMP TABLE incoming (entity_key bytea, event_time timestamptz, created_time timestamptz, feature_values bytea)
        ON COMMIT DROP
        """;

    // Equal timestamps replace, so that corrections are stored; identical rows are not updated.
    private const string Upsert =
        """
        INSERT INTO online.features AS f (workspace, feature_view, entity_key, event_time, created_time, feature_values)
        SELECT $1, $2, entity_key, event_time, created_time, feature_values FROM incoming ORDER BY entity_key
        ON CONFLICT (workspace, feature_view, entity_key) DO UPDATE
        SET event_time = excluded.event_time, created_time = excluded.created_time, feature_values = excluded.feature_values
        WHERE (excluded.event_time, coalesce(excluded.created_time, '-infinity')) >= (f.event_time, coalesce(f.created_time, '-infinity'))
            AND (excluded.event_time, excluded.created_time, excluded.feature_values)
                IS DISTINCT FROM (f.event_time, f.created_time, f.feature_values)
        """;

    /// <summary>
    /// Encodes the values of the join keys, in the order of the view, with type and length, so that the encoding is unambiguous.
    /// </summary>
    public static byte[] KeyOf(IEnumerable<Value> joinKeys) => new ValueList { Values = { joinKeys } }.ToByteArray();

    /// <summary>Upserts rows that are newer than the stored ones in one transaction; returns the number of rows written.</summary>
    public async Task<long> WriteAsync(string view, IEnumerable<OnlineRow> rows, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var create = new NpgsqlCommand(Incoming, connection)) await create.ExecuteNonQueryAsync(cancellation);
        await CopyAsync(connection, rows, cancellation);
        await using var upsert = new NpgsqlCommand(Upsert, connection)
        {
            Parameters = { new() { Value = Caller.Current.Workspace }, new() { Value = view } },
        };
        var written = await upsert.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return written;
    }

    /// <summary>Looks up keys in several views with one round trip; null keys are skipped.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<FoundRow>>> ReadAsync(
        IReadOnlyList<(string View, byte[]?[] Keys)> lookups, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var workspace = Caller.Current.Workspace;
        foreach (var (view, keys) in lookups)
        {
            // A NULL in the array matches no key and preserves the row numbers.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Lookup)
            {
                Parameters =
                {
                    new() { Value = workspace, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = view, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                },
            });
        }

        await batch.PrepareAsync(cancellation);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var results = new List<IReadOnlyList<FoundRow>>(lookups.Count);
        var bytes = 0L;
        do
        {
            var found = new List<FoundRow>();
            while (await reader.ReadAsync(cancellation))
            {
                var values = reader.GetFieldValue<byte[]>(2);
                if ((bytes += values.Length) > Limits.BytesPerLookup) throw TooLarge();
                var row = (int)reader.GetInt64(0) - 1;
                found.Add(new FoundRow(row, reader.GetDateTime(1), ValueList.Parser.ParseFrom(values), values.Length));
            }

            results.Add(found);
        }
        while (await reader.NextResultAsync(cancellation));
        return results;
    }

    private static LimitExceededException TooLarge() => new(
        "bytes of a lookup", $"The rows of a lookup may have at most {Limits.BytesPerLookup} bytes; ask for fewer rows.");

    private static async Task CopyAsync(NpgsqlConnection connection, IEnumerable<OnlineRow> rows, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY incoming (entity_key, event_time, created_time, feature_values) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(row.Key, NpgsqlDbType.Bytea, cancellation);
            await copy.WriteAsync(row.EventTime, NpgsqlDbType.TimestampTz, cancellation);
            if (row.CreatedTime is { } created) await copy.WriteAsync(created, NpgsqlDbType.TimestampTz, cancellation);
            else await copy.WriteNullAsync(cancellation);
            await copy.WriteAsync(row.Values, NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }
}

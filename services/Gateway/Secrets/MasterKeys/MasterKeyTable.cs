using Marten;
using Npgsql;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>
/// The master keys under which something is or may be put; the newest is in use. What is under a key refers to its row, so that the
/// database itself keeps a key from going while it is needed, whatever other nodes do at that moment.
/// </summary>
internal sealed class MasterKeyTable(NpgsqlDataSource database)
{
    /// <summary>The table, as the service creates it. Master keys are of the platform: no workspace has one of its own.</summary>
    public const string Schema =
        """
        create table if not exists master_keys (
            key_id text primary key,
            ordinal bigint generated always as identity unique);
        """;

    /// <summary>Adds a key in the session's transaction: it is the one in use from the commit on.</summary>
    public static void Add(IDocumentOperations session, string keyId) =>
        session.QueueSqlCommand("insert into master_keys (key_id) values (?)", keyId);

    /// <summary>All keys, oldest first; the last one is in use.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellation)
    {
        var keys = new List<string>();
        await using var command = database.CreateCommand("select key_id from master_keys order by ordinal");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>The key in use; null before the first start has made one.</summary>
    public async Task<string?> CurrentAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select key_id from master_keys order by ordinal desc limit 1");
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    /// <summary>Removes a key that is not in use and has nothing under it; false if it has to stay.</summary>
    public async Task<bool> TryRemoveAsync(string keyId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "delete from master_keys where key_id = $1 and ordinal < (select max(ordinal) from master_keys)");
        command.Parameters.AddWithValue(keyId);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellation) > 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }
}

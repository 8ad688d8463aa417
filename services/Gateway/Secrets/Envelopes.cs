using Marten;
using Npgsql;

namespace MlOps.Gateway.Secrets;

/// <summary>The table of the values, beside the events, which stay when a value is destroyed.</summary>
internal sealed class Envelopes(NpgsqlDataSource database)
{
    /// <summary>The table, as the service creates it, after that of the master keys.</summary>
    public const string Schema =
        """
        create table if not exists secret_envelopes (
            workspace text not null,
            name text not null,
            version bigint not null,
            key_id text not null references master_keys (key_id),
            wrapped_key bytea not null,
            ciphertext bytea not null,
            primary key (workspace, name, version));
        create index if not exists secret_envelopes_key on secret_envelopes (key_id, workspace, name, version);
        """;

    /// <summary>Adds a value in the session's transaction; its commit fails if the master key has been retired meanwhile.</summary>
    public static void Add(IDocumentOperations session, EnvelopeId id, Envelope envelope) => session.QueueSqlCommand(
        """
        insert into secret_envelopes (workspace, name, version, key_id, wrapped_key, ciphertext) values (?, ?, ?, ?, ?, ?)
        """,
        id.Workspace, id.Name, id.Version, envelope.KeyId, envelope.WrappedKey, envelope.Ciphertext);

    /// <summary>Destroys the value of a version in the session's transaction.</summary>
    public static void Remove(IDocumentOperations session, EnvelopeId id) => session.QueueSqlCommand(
        "delete from secret_envelopes where workspace = ? and name = ? and version = ?", id.Workspace, id.Name, id.Version);

    /// <summary>Destroys the values of all versions in the session's transaction.</summary>
    public static void RemoveAll(IDocumentOperations session, string workspace, string name) =>
        session.QueueSqlCommand("delete from secret_envelopes where workspace = ? and name = ?", workspace, name);

    /// <summary>The value of a version; null if there is none, or none any more.</summary>
    public async Task<Envelope?> FindAsync(EnvelopeId id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select key_id, wrapped_key, ciphertext from secret_envelopes where workspace = $1 and name = $2 and version = $3");
        command.Parameters.AddWithValue(id.Workspace);
        command.Parameters.AddWithValue(id.Name);
        command.Parameters.AddWithValue(id.Version);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new Envelope(reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2))
            : null;
    }

    /// <summary>How many secrets of a workspace have a value.</summary>
    public async Task<long> CountAsync(string workspace, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(distinct name) from secret_envelopes where workspace = $1");
        command.Parameters.AddWithValue(workspace);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>How many data keys are under each of these master keys, in all workspaces.</summary>
    public async Task<IReadOnlyDictionary<string, long>> UnderAsync(IReadOnlyList<string> keyIds, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>();
        await using var command = database.CreateCommand(
            "select key_id, count(workspace) from secret_envelopes where key_id = any($1) group by key_id");
        command.Parameters.AddWithValue(keyIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    /// <summary>The next data keys under a master key, of all workspaces, after the one of <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<WrappedKey>> NextUnderAsync(
        string keyId, EnvelopeId after, int count, CancellationToken cancellation)
    {
        var found = new List<WrappedKey>();
        await using var command = database.CreateCommand(
            """
            select workspace, name, version, wrapped_key from secret_envelopes
            where key_id = $1 and (workspace, name, version) > ($2, $3, $4)
            order by workspace, name, version limit $5
            """);
        command.Parameters.AddWithValue(keyId);
        command.Parameters.AddWithValue(after.Workspace);
        command.Parameters.AddWithValue(after.Name);
        command.Parameters.AddWithValue(after.Version);
        command.Parameters.AddWithValue(count);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var id = new EnvelopeId(reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
            found.Add(new WrappedKey(id, reader.GetFieldValue<byte[]>(3)));
        }

        return found;
    }

    /// <summary>Puts data keys under another master key; those that have gone or changed meanwhile stay as they are.</summary>
    public async Task RewrapAsync(
        string keyId, IReadOnlyList<(WrappedKey Before, byte[] After)> keys, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            update secret_envelopes e set key_id = $1, wrapped_key = k.after
            from unnest($2, $3, $4, $5, $6) as k (workspace, name, version, before, after)
            where e.workspace = k.workspace and e.name = k.name and e.version = k.version and e.wrapped_key = k.before
            """);
        command.Parameters.AddWithValue(keyId);
        command.Parameters.AddWithValue(keys.Select(key => key.Before.Id.Workspace).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Before.Id.Name).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Before.Id.Version).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Before.Wrapped).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.After).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

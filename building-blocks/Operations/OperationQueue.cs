using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Operations;

/// <summary>
/// The table of queued and running operations. Rows are added and removed in the transactions of the operation's events. A worker holds a
/// lease that it renews by heartbeats; after a crash the lease expires, by the database's clock.
/// </summary>
internal sealed class OperationQueue(NpgsqlDataSource database)
{
    public static readonly string Schema = $"""
        create table if not exists operation_queue (
            operation_id text not null,
            kind text not null,
            request bytea not null,
            subject text not null,
            roles text[] not null,
            workspace text not null,
            correlation_id text not null,
            causation_id text not null,
            queued_at timestamptz not null default now(),
            attempts int not null default 0,
            progress double precision not null default 0,
            progress_message text not null default '',
            worker uuid,
            leased_until timestamptz not null default '-infinity',
            primary key (workspace, operation_id));
        alter table operation_queue add column if not exists token_id text not null default '';
        alter table operation_queue add column if not exists owner text;
        alter table operation_queue add column if not exists permissions text[] not null default array[]::text[];
        alter table operation_queue add column if not exists elevation text;
        create index if not exists operation_queue_next on operation_queue (kind, queued_at);
        {WorkspaceKey.Widen("operation_queue", "workspace, operation_id")}
        """;

    /// <summary>The duration of a lease without renewal.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private const int MaxMessageLength = 500;

    // The worker acts as the caller of the operation, so that its lease is in the operation's workspace.
    private static string Workspace => Caller.Current.Workspace;

    /// <summary>Adds an operation in the session's transaction.</summary>
    public static void Add(IDocumentOperations session, string id, string kind, byte[] request, Caller caller, Guid causedBy) =>
        session.QueueSqlCommand(
            """
            insert into operation_queue (
                operation_id, kind, request, subject, roles, workspace, correlation_id, causation_id, token_id, owner,
                permissions, elevation)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, nullif(?, ''))
            """,
            id, kind, request, caller.Subject, caller.Roles.ToArray(), caller.Workspace, caller.CorrelationId, causedBy.ToString(),
            caller.TokenId, caller.Owner ?? "", caller.Permissions.ToArray(), caller.Elevation ?? "");

    /// <summary>Removes an operation in the session's transaction.</summary>
    public static void Remove(IDocumentOperations session, string id) => session.QueueSqlCommand(
        "delete from operation_queue where workspace = ? and operation_id = ?", session.Workspace(), id);

    /// <summary>Leases the oldest operation of a kind without a live lease; null if there is none.</summary>
    public async Task<LeasedOperation?> TakeAsync(string kind, Guid worker, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update operation_queue set worker = $2, leased_until = now() + $3, attempts = attempts + 1
            where (workspace, operation_id) = (
                select workspace, operation_id from operation_queue where kind = $1 and leased_until < now()
                order by queued_at limit 1 for update skip locked)
            returning operation_id, attempts, request, subject, roles, workspace, correlation_id, causation_id, token_id, owner,
                permissions, elevation
            """,
            kind, worker, Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var caller = new Caller(
            reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetString(5), reader.GetString(6), reader.GetString(7))
        {
            TokenId = reader.GetString(8), Owner = reader.IsDBNull(9) ? null : reader.GetString(9),
            Permissions = reader.GetFieldValue<string[]>(10), Elevation = reader.IsDBNull(11) ? null : reader.GetString(11),
        };
        return new LeasedOperation(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), caller);
    }

    /// <summary>Renews a lease; false if the worker no longer holds it.</summary>
    public async Task<bool> RenewAsync(string id, Guid worker, CancellationToken cancellation)
    {
        await using var command = Command(
            "update operation_queue set leased_until = now() + $4 where workspace = $1 and operation_id = $2 and worker = $3",
            Workspace, id, worker, Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Stores the progress of an operation, unless the worker has lost its lease.</summary>
    public async Task ReportAsync(string id, Guid worker, double progress, string message, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update operation_queue set progress = $4, progress_message = $5 where workspace = $1 and operation_id = $2 and worker = $3
            """,
            Workspace, id, worker, progress, Cut(message));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Releases a lease, so that any worker can take the operation after a delay.</summary>
    public async Task ReleaseAsync(string id, Guid worker, TimeSpan pause, string message, bool countsAttempt = false)
    {
        await using var command = Command(
            """
            update operation_queue
            set leased_until = now() + $4, worker = null, attempts = attempts - $6, progress_message = $5
            where workspace = $1 and operation_id = $2 and worker = $3
            """,
            Workspace, id, worker, pause, Cut(message), countsAttempt ? 0 : 1);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Takes the lease from any worker; returns the serialized request, null if the operation has ended.</summary>
    public async Task<byte[]?> SeizeAsync(string id, Guid holder, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update operation_queue set worker = $3, leased_until = now() + $4 where workspace = $1 and operation_id = $2 returning request
            """,
            Workspace, id, holder, Lease);
        return (byte[]?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>The queue entries of the given operations, by id; without those that have ended.</summary>
    public async Task<IReadOnlyDictionary<string, QueuedOperation>> FindAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select operation_id, attempts, progress, progress_message, worker is not null and leased_until >= now()
            from operation_queue where workspace = $1 and operation_id = any($2)
            """,
            Workspace, ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, QueuedOperation>();
        while (await reader.ReadAsync(cancellation))
        {
            found[reader.GetString(0)] = new QueuedOperation(
                reader.GetInt32(1), reader.GetDouble(2), reader.GetString(3), reader.GetBoolean(4));
        }
        return found;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command;
    }

    // PostgreSQL stores no U+0000.
    private static string Cut(string message) => ErrorText.Cut(message, MaxMessageLength).Replace('\0', '\uFFFD');
}

/// <summary>A leased operation: id, number of attempts including this one, serialized request, and the caller it runs as.</summary>
internal sealed record LeasedOperation(string Id, int Attempt, byte[] Request, Caller Caller);

/// <summary>The queue entry of an active operation: attempts, progress (0 to 1), progress message, and whether a lease is live.</summary>
internal sealed record QueuedOperation(int Attempts, double Progress, string Message, bool Running);

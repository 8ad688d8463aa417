using Marten;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Operations;

/// <summary>
/// The operations that wait for a worker or have one. A row comes and goes with the operation's events; a worker holds it by a
/// lease, which it renews, so that a worker that dies gives it up. Expiry is by the database's clock.
/// </summary>
internal sealed class OperationQueue(NpgsqlDataSource database)
{
    public const string Schema = """
        create table if not exists operation_queue (
            operation_id text primary key,
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
            leased_until timestamptz not null default '-infinity');
        create index if not exists operation_queue_next on operation_queue (kind, queued_at);
        """;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private const int MaxMessageLength = 500;

    /// <summary>Adds an operation in the session's transaction.</summary>
    public static void Add(IDocumentOperations session, string id, string kind, byte[] request, Caller caller, Guid causedBy) =>
        session.QueueSqlCommand(
            """
            insert into operation_queue (operation_id, kind, request, subject, roles, workspace, correlation_id, causation_id)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            id, kind, request, caller.Subject, caller.Roles.ToArray(), caller.Workspace, caller.CorrelationId, causedBy.ToString());

    /// <summary>Takes an operation off in the session's transaction.</summary>
    public static void Remove(IDocumentOperations session, string id) =>
        session.QueueSqlCommand("delete from operation_queue where operation_id = ?", id);

    /// <summary>Leases the operation of a kind that has waited longest and has no live worker; null when there is none.</summary>
    public async Task<LeasedOperation?> TakeAsync(string kind, Guid worker, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update operation_queue set worker = $2, leased_until = now() + $3, attempts = attempts + 1
            where operation_id = (
                select operation_id from operation_queue where kind = $1 and leased_until < now()
                order by queued_at limit 1 for update skip locked)
            returning operation_id, attempts, request, subject, roles, workspace, correlation_id, causation_id
            """,
            kind, worker, Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var caller = new Caller(
            reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetString(5), reader.GetString(6), reader.GetString(7));
        return new LeasedOperation(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), caller);
    }

    /// <summary>Renews a lease; false when the worker has it no longer.</summary>
    public async Task<bool> RenewAsync(string id, Guid worker, CancellationToken cancellation)
    {
        await using var command = Command(
            "update operation_queue set leased_until = now() + $3 where operation_id = $1 and worker = $2", id, worker, Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Says how far an operation is, as long as the worker has it.</summary>
    public async Task ReportAsync(string id, Guid worker, double progress, string message, CancellationToken cancellation)
    {
        await using var command = Command(
            "update operation_queue set progress = $3, progress_message = $4 where operation_id = $1 and worker = $2",
            id, worker, progress, Cut(message));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gives an operation back after a pause, for any worker to take; the attempt does not count.</summary>
    public async Task ReleaseAsync(string id, Guid worker, TimeSpan pause, string message)
    {
        await using var command = Command(
            """
            update operation_queue
            set leased_until = now() + $3, worker = null, attempts = attempts - 1, progress_message = $4
            where operation_id = $1 and worker = $2
            """,
            id, worker, pause, Cut(message));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Takes the lease from whichever worker has it; returns what was asked for, null when the operation has ended.</summary>
    public async Task<byte[]?> SeizeAsync(string id, Guid holder, CancellationToken cancellation)
    {
        await using var command = Command(
            "update operation_queue set worker = $2, leased_until = now() + $3 where operation_id = $1 returning request", id, holder, Lease);
        return (byte[]?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>How those among some operations stand that have not ended.</summary>
    public async Task<IReadOnlyDictionary<string, QueuedOperation>> FindAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select operation_id, attempts, progress, progress_message, worker is not null and leased_until >= now()
            from operation_queue where operation_id = any($1)
            """,
            [ids.ToArray()]);
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

    private static string Cut(string message) => message.Length <= MaxMessageLength ? message : message[..MaxMessageLength];
}

/// <summary>An operation that a worker has leased, how often workers have begun it, and on whose behalf it runs.</summary>
internal sealed record LeasedOperation(string Id, int Attempt, byte[] Request, Caller Caller);

/// <summary>How an operation stands that has not ended.</summary>
internal sealed record QueuedOperation(int Attempts, double Progress, string Message, bool Running);

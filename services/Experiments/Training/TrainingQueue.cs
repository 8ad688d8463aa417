using Marten;
using Npgsql;

namespace MlOps.Experiments.Training;

/// <summary>
/// The runs that wait for a worker or have one. A row comes and goes with the run's events; a worker holds it by a lease,
/// which it renews, so that a worker that dies gives it up. Expiry is by the database's clock.
/// </summary>
internal sealed class TrainingQueue(NpgsqlDataSource database)
{
    public const string Schema = """
        create table if not exists training_queue (
            run_id text primary key,
            queued_at timestamptz not null default now(),
            attempts int not null default 0,
            worker uuid,
            leased_until timestamptz not null default '-infinity');
        """;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>The signal that is raised after a run was added.</summary>
    public const string Added = "training";

    /// <summary>Adds a run in the session's transaction.</summary>
    public static void Add(IDocumentOperations session, string runId) =>
        session.QueueSqlCommand("insert into training_queue (run_id) values (?)", runId);

    /// <summary>Removes a run in the session's transaction.</summary>
    public static void Remove(IDocumentOperations session, string runId) =>
        session.QueueSqlCommand("delete from training_queue where run_id = ?", runId);

    /// <summary>Leases the run that was queued first and has no live worker; null when there is none.</summary>
    public async Task<QueuedRun?> TakeAsync(Guid worker, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            update training_queue set worker = $1, leased_until = now() + $2, attempts = attempts + 1
            where run_id = (
                select run_id from training_queue where leased_until < now()
                order by queued_at limit 1 for update skip locked)
            returning run_id, attempts
            """);
        command.Parameters.AddWithValue(worker);
        command.Parameters.AddWithValue(Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new QueuedRun(reader.GetString(0), reader.GetInt32(1)) : null;
    }

    /// <summary>Renews a lease; false when the worker no longer holds it.</summary>
    public async Task<bool> RenewAsync(string runId, Guid worker, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "update training_queue set leased_until = now() + $3 where run_id = $1 and worker = $2");
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(worker);
        command.Parameters.AddWithValue(Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Releases the lease at once; the attempt does not count.</summary>
    public async Task ReleaseAsync(string runId, Guid worker)
    {
        await using var command = database.CreateCommand(
            """
            update training_queue set leased_until = '-infinity', worker = null, attempts = attempts - 1
            where run_id = $1 and worker = $2
            """);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(worker);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A run that a worker has leased, and how many attempts have been started.</summary>
internal sealed record QueuedRun(string RunId, int Attempt);

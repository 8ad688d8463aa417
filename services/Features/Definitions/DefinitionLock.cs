using Npgsql;

namespace MlOps.Features.Definitions;

/// <summary>
/// Prevents the race between archiving a definition and creating another one that depends on it. They are in different streams, so
/// optimistic concurrency does not detect it. Works across nodes (PostgreSQL advisory lock).
/// </summary>
internal sealed class DefinitionLock(NpgsqlDataSource database) : IDisposable
{
    private const string Key = "hashtext('mlops.features.definitions')";

    // Each holder needs a second connection: without this limit, holders could exhaust the pool and deadlock.
    private const int MaxConnections = 4;
    private readonly SemaphoreSlim places = new(MaxConnections);

    /// <summary>Shared lock, for creating definitions that depend on others.</summary>
    public Task<IAsyncDisposable> ShareAsync(CancellationToken cancellation) =>
        LockAsync($"SELECT pg_advisory_lock_shared({Key})", $"SELECT pg_advisory_unlock_shared({Key})", cancellation);

    /// <summary>Exclusive lock, for archiving.</summary>
    public Task<IAsyncDisposable> ExcludeAsync(CancellationToken cancellation) =>
        LockAsync($"SELECT pg_advisory_lock({Key})", $"SELECT pg_advisory_unlock({Key})", cancellation);

    public void Dispose() => places.Dispose();

    private async Task<IAsyncDisposable> LockAsync(string take, string give, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        var held = new Held(places, give);
        try
        {
            held.Connection = await database.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand(take, held.Connection);
            await command.ExecuteNonQueryAsync(cancellation);
            held.Locked = true;
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    private sealed class Held(SemaphoreSlim places, string give) : IAsyncDisposable
    {
        public NpgsqlConnection? Connection { get; set; }

        public bool Locked { get; set; }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (Connection is null) return;
                await using var connection = Connection;
                if (!Locked) return;
                await using var command = new NpgsqlCommand(give, connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            finally
            {
                places.Release();
            }
        }
    }
}

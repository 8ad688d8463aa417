using Npgsql;

namespace MlOps.Features.Definitions;

/// <summary>
/// Keeps a definition from being archived while another one that needs it is being made: the two are on different streams, so that neither
/// append would notice the other. Holds on all nodes.
/// </summary>
internal sealed class DefinitionLock(NpgsqlDataSource database) : IDisposable
{
    private const string Key = "hashtext('mlops.features.definitions')";

    // Each holds a connection while it needs a second one: more at once could take all of the pool's and wait for each other.
    private const int MaxConnections = 4;
    private readonly SemaphoreSlim places = new(MaxConnections);

    /// <summary>For those who use definitions: many at once.</summary>
    public Task<IAsyncDisposable> ShareAsync(CancellationToken cancellation) =>
        LockAsync($"SELECT pg_advisory_lock_shared({Key})", $"SELECT pg_advisory_unlock_shared({Key})", cancellation);

    /// <summary>For those who archive definitions: one, and nobody who uses them.</summary>
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

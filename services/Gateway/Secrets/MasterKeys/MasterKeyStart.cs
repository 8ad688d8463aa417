using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>
/// On the first start, takes a master key into use. A key in use that is not there is reported, and all but secrets works; one that is
/// open to others than its owner stops the start.
/// </summary>
internal sealed class MasterKeyStart(
    NpgsqlDataSource database, IServiceScopeFactory scopes, ServiceIdentity identity, MasterKeyTable table, MasterKeyChain masters,
    ILogger<MasterKeyStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var acting = identity.Act();
        // Nodes that start at once take one key into use.
        await using var alone = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(alone, "select pg_advisory_lock(hashtext('mlops.master-keys'))", cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RotateMasterKey>().BeginAsync(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(alone, "select pg_advisory_unlock(hashtext('mlops.master-keys'))", CancellationToken.None);
        }

        var key = await table.CurrentAsync(cancellationToken);
        if (key is not null && !masters.Has(key)) logger.MasterKeyMissing(key);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

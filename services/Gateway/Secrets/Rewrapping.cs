using System.Security.Cryptography;
using Marten;
using MlOps.EventSourcing;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets;

/// <summary>
/// Puts the data keys that are under older master keys under the one in use, a batch at a time, and destroys a key when nothing is under
/// it any more. Where it stands is in the tables only: a node that dies is followed by another, or by itself.
/// </summary>
internal sealed class Rewrapping(
    IServiceScopeFactory scopes, ServiceIdentity identity, MasterKeyTable table, MasterKeyChain masters, Envelopes envelopes,
    CallerSessions sessions, CommitSignals signals, TimeProvider time, ILogger<Rewrapping> logger) : BackgroundService
{
    /// <summary>How many data keys are put under another key at once.</summary>
    public const int Batch = 100;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    // Somebody has to bring back a master key, or to delete what was damaged.
    private static readonly TimeSpan AfterUnopened = TimeSpan.FromMinutes(1);

    /// <summary>What one round does; false if something could not be opened.</summary>
    public async Task<bool> RewrapAsync(CancellationToken cancellation)
    {
        var keys = await table.AllAsync(cancellation);
        var all = true;
        foreach (var old in keys.SkipLast(1))
        {
            all &= await TryRewrapAsync(old, keys[^1], cancellation);
            await table.TryRemoveAsync(old, cancellation);
        }

        await RetireAsync(cancellation);
        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = signals.Next(RotateMasterKey.Topic);
            try
            {
                if (await RewrapAsync(stoppingToken)) await changed.WaitAsync(stoppingToken);
                else await Task.Delay(AfterUnopened, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.KeysNotRewrapped(e);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <summary>False if something stays under the old key, since it cannot be opened.</summary>
    private async Task<bool> TryRewrapAsync(string old, string next, CancellationToken cancellation)
    {
        try
        {
            var unopened = await RewrapAsync(old, next, cancellation);
            if (unopened > 0) logger.KeysNotOpened(unopened, old);
            return unopened == 0;
        }
        catch (UnavailableException e)
        {
            logger.KeysNotRewrapped(e);
            return false;
        }
    }

    /// <summary>How many data keys could not be opened: they stay, and the old key with them.</summary>
    private async Task<long> RewrapAsync(string old, string next, CancellationToken cancellation)
    {
        var (after, unopened) = (new EnvelopeId("", "", 0), 0L);
        IReadOnlyList<WrappedKey> batch;
        do
        {
            batch = await envelopes.NextUnderAsync(old, after, Batch, cancellation);
            if (batch.Count == 0) break;
            after = batch[^1].Id;
            var rewrapped = new List<(WrappedKey, byte[])>();
            foreach (var key in batch)
            {
                if (await RewrappedAsync(key, old, next, cancellation) is { } wrapped) rewrapped.Add((key, wrapped));
                else unopened++;
            }

            await envelopes.RewrapAsync(next, rewrapped, cancellation);
        }
        while (batch.Count == Batch);
        return unopened;
    }

    /// <summary>Null for a data key that was damaged or moved.</summary>
    private async Task<byte[]?> RewrappedAsync(WrappedKey key, string old, string next, CancellationToken cancellation)
    {
        byte[]? plain = null;
        try
        {
            plain = await masters.UnwrapAsync(old, key.Wrapped, key.Id.KeyContext, cancellation);
            return await masters.WrapAsync(next, plain, key.Id.KeyContext, cancellation);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Destroys the keys that are in the table no longer, and records it; also what a node that died left undone.</summary>
    private async Task RetireAsync(CancellationToken cancellation)
    {
        using var acting = identity.Act();
        await using var session = sessions.Query();
        var recorded = await session.Query<MasterKeyRecord>().Where(key => key.RetiredAt == null).ToListAsync(cancellation);
        // Read after the records: a key is in the table as long as it is of use.
        var kept = await table.AllAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var rotate = scope.ServiceProvider.GetRequiredService<RotateMasterKey>();
        foreach (var key in recorded.Where(key => !kept.Contains(key.KeyId)))
        {
            await masters.DestroyAsync(key.KeyId, cancellation);
            await rotate.RetireAsync(key.KeyId, cancellation);
        }
    }
}

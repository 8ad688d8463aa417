using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>Takes another master key into use; what the one before protects is put under it in the background.</summary>
internal sealed class RotateMasterKey(Mutations mutations, MasterKeyChain keys, MasterKeyTable table, CommitSignals signals)
{
    /// <summary>What nodes are woken by when there is something to put under another key.</summary>
    public const string Topic = "master-keys";

    private const string Permission = "identity.master_keys.rotate";

    public async Task<Mutated<MasterKeyRecord>> HandleAsync(RotateMasterKeyRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll(Permission);
        new Faults().Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        using var platform = Platform.Enter();
        if (await mutations.RepeatedAsync<MasterKeyRecord>(request, cancellation) is { } repeated) return repeated;
        if (request is { HasExpectedVersion: true, ExpectedVersion: not 0 })
            throw new VersionConflictException("a key is new: its expected version is 0");
        return await RotateAsync(request, cancellation);
    }

    /// <summary>The first key, if there is none; without asking whether the caller may: for the gateway itself.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (await table.CurrentAsync(cancellation) is null) await RotateAsync(new RotateMasterKeyRequest(), cancellation);
    }

    /// <summary>Records that a key was destroyed, unless that is done; for the gateway itself.</summary>
    public Task RetireAsync(string keyId, CancellationToken cancellation) => mutations.ApplyAsync<MasterKeyRecord>(
        MasterKeyRecord.StreamOf(keyId), new RotateMasterKeyRequest(),
        (recorded, now) => recorded is { RetiredAt: null } ? [new MasterKeyRetired(keyId, now)] : [], cancellation);

    /// <exception cref="RuleBrokenException">The provider has no other key than the one in use, or one that is being replaced.</exception>
    public static IEnumerable<object> Decide(MasterKeyRecord? recorded, string next, string current, DateTimeOffset now)
    {
        if (next == current)
        {
            throw new RuleBrokenException(
                "master-key-unchanged", MasterKeyRecord.StreamOf(next),
                $"The key to change over to is in use already: give every node another {EnvironmentMasterKeys.Variable}, and the present "
                + $"one in {EnvironmentMasterKeys.PreviousVariable}.");
        }

        if (recorded is { RetiredAt: null })
        {
            throw new RuleBrokenException(
                "master-key-retiring", recorded.Id, "The key is being replaced: wait until it is retired, or give another one.");
        }

        return [new MasterKeyRotated(next, current, now)];
    }

    private async Task<Mutated<MasterKeyRecord>> RotateAsync(RotateMasterKeyRequest request, CancellationToken cancellation)
    {
        var current = await table.CurrentAsync(cancellation) ?? "";
        // Never removed when what follows fails: whether it did, only the database knows, and a key too many is of no harm.
        var next = await keys.NextAsync(cancellation);
        var rotated = await mutations.ApplyAsync<MasterKeyRecord>(
            MasterKeyRecord.StreamOf(next), request, (recorded, now) => Decide(recorded, next, current, now), cancellation,
            (session, events) =>
            {
                if (events is [MasterKeyRotated e]) MasterKeyTable.Add(session, e.KeyId);
            });
        signals.Raise(Topic);
        return rotated;
    }
}

using Microsoft.Extensions.Options;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>Adds a key to the ring, and records it.</summary>
internal sealed class RotateSigningKey(Mutations mutations, KeyRing ring, IOptions<KeyRingOptions> options, TimeProvider time)
{
    private const string Permission = "identity.keys.rotate";

    public async Task<Mutated<SigningKeyRecord>> HandleAsync(RotateSigningKeyRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll(Permission);
        var faults = new Faults().Length(request.Reason, "reason", Limits.ReasonLength);
        faults.Require(!request.WithdrawOthers || !string.IsNullOrWhiteSpace(request.Reason), "reason", "must say why").ThrowIfAny();
        if (await mutations.RepeatedAsync<SigningKeyRecord>(request, cancellation) is { } repeated) return repeated;
        if (request is { HasExpectedVersion: true, ExpectedVersion: not 0 })
            throw new VersionConflictException("a key is new: its expected version is 0");
        var now = time.GetUtcNow();
        var signsFrom = request.WithdrawOthers ? now : now + options.Value.KeyNotice;
        var key = (await ring.AddAsync(signsFrom, cancellation))!;
        try
        {
            var recorded = await RecordAsync(key, request, cancellation);
            // A retry at the same time may have been the first: then its key is the one.
            if (recorded.State.Kid != key.Kid) await ring.RemoveAsync(one => one.Kid == key.Kid, CancellationToken.None);
            else if (request.WithdrawOthers) await ring.RemoveAsync(one => one.Kid != key.Kid, CancellationToken.None);
            return recorded;
        }
        catch (Exception)
        {
            await ring.RemoveAsync(one => one.Kid == key.Kid, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Records a key of the ring, unless that is done; without asking whether the caller may: for the gateway itself.</summary>
    public Task<Mutated<SigningKeyRecord>> RecordAsync(RingKey key, RotateSigningKeyRequest request, CancellationToken cancellation) =>
        mutations.ApplyAsync<SigningKeyRecord>(
            SigningKeyRecord.StreamOf(key.Kid), request, (recorded, _) => Decide(recorded, key, request), cancellation);

    public static IEnumerable<object> Decide(SigningKeyRecord? recorded, RingKey key, RotateSigningKeyRequest request) => recorded is null
        ? [new SigningKeyRotated(key.Kid, key.CreatedAt, key.SignsFrom, request.WithdrawOthers)]
        : [];
}

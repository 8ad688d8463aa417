using Microsoft.Extensions.Options;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Keys;

/// <summary>
/// Gives a key that has signed for <see cref="KeyRingOptions.KeyAge"/> a successor, removes those that are over, and records every key
/// that is not recorded: the first one, and one whose node died before it could.
/// </summary>
internal sealed class KeyRotation(
    KeyRing ring, ServiceIdentity identity, IServiceScopeFactory scopes, IOptions<KeyRingOptions> options, TimeProvider time,
    ILogger<KeyRotation> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.BeginAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>What one round does.</summary>
    public async Task RotateAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (IsDue(ring.Published)) await ring.AddAsync(now + options.Value.KeyNotice, cancellation, unless: keys => !IsDue(keys));
        await ring.RemoveOverAsync(cancellation);
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        var rotate = scope.ServiceProvider.GetRequiredService<RotateSigningKey>();
        foreach (var key in ring.Published) await rotate.RecordAsync(key, new RotateSigningKeyRequest(), cancellation);

        bool IsDue(IReadOnlyList<RingKey> keys) =>
            keys.Count > 0 && keys[^1].SignsFrom + options.Value.KeyAge <= now + options.Value.KeyNotice;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                await RotateAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.KeysNotRotated(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The keys of a token issuer, by OpenID discovery. They are fetched when one is needed first, anew every minute, and at once for a key
/// that is not among them; keys that were fetched stay in use for an hour while the issuer does not answer.
/// </summary>
/// <param name="handler">How the issuer is reached; directly, unless its address comes from outside.</param>
internal sealed class DiscoveredKeys(
    Uri authority, TimeProvider time, ILogger<DiscoveredKeys> logger, HttpMessageHandler? handler = null) : IDisposable
{
    private const int MaxDocumentBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usable = TimeSpan.FromHours(1);

    // Tokens with made-up key names must not make the service ask the issuer all the time.
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromSeconds(1);

    private readonly HttpClient http = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout, MaxResponseContentBufferSize = MaxDocumentBytes,
    };

    private readonly Lock starting = new();
    private readonly string address = new Uri(authority, ".well-known/openid-configuration").ToString();
    private volatile Fetched? keys;
    private Task<Fetched>? fetching;
    private DateTimeOffset? begun;

    /// <summary>The issuer's key of this name; null if it has none.</summary>
    /// <exception cref="UnavailableException">The keys cannot be fetched.</exception>
    public async ValueTask<SecurityKey?> FindAsync(string? kid)
    {
        if (string.IsNullOrEmpty(kid)) return null;
        var now = time.GetUtcNow();
        if (keys is { } known && known.At > now - Usable && known.ByName.TryGetValue(kid, out var key))
        {
            if (known.At < now - Fresh) _ = RefreshAsync();
            return key;
        }

        return (await FetchAsync()).ByName.GetValueOrDefault(kid);
    }

    public void Dispose() => http.Dispose();

    private async Task RefreshAsync()
    {
        try
        {
            await FetchAsync();
        }
        catch (UnavailableException e)
        {
            logger.KeysNotRefreshed(address, e.Message);
        }
    }

    /// <summary>One fetch at a time, for all who wait.</summary>
    private Task<Fetched> FetchAsync()
    {
        lock (starting)
        {
            if (fetching is { IsCompleted: false }) return fetching;
            var left = begun + BetweenFetches - time.GetUtcNow() ?? TimeSpan.Zero;
            return fetching = FetchAsync(keys is null || left < TimeSpan.Zero ? TimeSpan.Zero : left);
        }
    }

    private async Task<Fetched> FetchAsync(TimeSpan pause)
    {
        await Task.Yield();
        if (pause > TimeSpan.Zero) await Task.Delay(pause, time);
        begun = time.GetUtcNow();
        try
        {
            var document = await OpenIdConnectConfigurationRetriever.GetAsync(
                address, new HttpDocumentRetriever(http) { RequireHttps = false }, CancellationToken.None);
            var byName = document.SigningKeys.Where(key => key.KeyId is { Length: > 0 }).DistinctBy(key => key.KeyId);
            return keys = new Fetched(byName.ToDictionary(key => key.KeyId), document.Issuer, time.GetUtcNow());
        }
        catch (Exception e) when (
            e is IOException or InvalidOperationException or ArgumentException or OperationCanceledException or JsonException)
        {
            throw new UnavailableException("KEYS_UNAVAILABLE", "The keys of the token issuer cannot be fetched; try again.", e);
        }
    }

    private sealed record Fetched(IReadOnlyDictionary<string, SecurityKey> ByName, string Issuer, DateTimeOffset At);
}

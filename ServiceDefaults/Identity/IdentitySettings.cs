using Microsoft.Extensions.Configuration;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The section <c>Identity</c> of every service's configuration.</summary>
/// <param name="Issuer">Who signs inside and outside tokens; any text, the same everywhere and for good.</param>
/// <param name="Authority">Where the gateway publishes its keys.</param>
/// <param name="KeyFile">The file with the service's own private key; created if it does not exist.</param>
/// <param name="ServiceKeys">The directory in which services publish their public keys.</param>
internal sealed record IdentitySettings(string Issuer, Uri Authority, string KeyFile, string ServiceKeys)
{
    private const string DefaultIssuer = "urn:mlops";

    /// <exception cref="InvalidOperationException">A setting is missing, or is not an address.</exception>
    public static IdentitySettings Of(IConfiguration configuration)
    {
        return new IdentitySettings(
            configuration["Identity:Issuer"] is { Length: > 0 } issuer ? issuer : DefaultIssuer,
            Address(Required("Identity:Authority"), "Identity:Authority"), Required("Identity:KeyFile"), Required("Identity:ServiceKeys"));

        string Required(string key) =>
            configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is not set.");
    }

    /// <summary>An address as a setting gives it.</summary>
    /// <exception cref="InvalidOperationException">It is not an address of HTTP.</exception>
    public static Uri Address(string value, string key) =>
        Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? address
            : throw new InvalidOperationException($"{key} must be an address of HTTP, not '{value}'.");
}

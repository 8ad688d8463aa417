using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Where a service listens, and what it takes there; the gateway registers its own.</summary>
/// <param name="Address">The address of both endpoints.</param>
/// <param name="Limits">What connections and requests may hold.</param>
internal sealed record Listening(IPAddress Address, RequestLimits Limits)
{
    public const string AllowPlaintextSetting = "Edge:AllowPlaintext";
    private const string AddressSetting = "BIND_ADDRESS";

    /// <summary>Puts TLS on an endpoint; null for plain HTTP.</summary>
    public Action<ListenOptions>? Tls { get; init; }

    /// <summary>That of a service behind the gateway.</summary>
    public static Listening Of(IConfiguration configuration) => new(AddressOf(configuration, AddressSetting), new RequestLimits());

    /// <summary>The address of the first setting that is there; else loopback.</summary>
    /// <exception cref="InvalidOperationException">It is not an IP address.</exception>
    public static IPAddress AddressOf(IConfiguration configuration, params ReadOnlySpan<string> settings)
    {
        foreach (var setting in settings)
        {
            if (configuration[setting] is not { Length: > 0 } value) continue;
            return IPAddress.TryParse(value, out var address)
                ? address
                : throw new InvalidOperationException($"{setting} must be an IP address, such as 127.0.0.1, not '{value}'.");
        }

        return IPAddress.Loopback;
    }

    /// <exception cref="InvalidOperationException">Other machines could connect, without TLS.</exception>
    public void Check(IConfiguration configuration)
    {
        if (Tls is not null || IPAddress.IsLoopback(Address)) return;
        if (configuration.GetValue(AllowPlaintextSetting, false)) return;
        throw new InvalidOperationException(
            $"{Address} can be reached from other machines, and there is no TLS: tokens would go over the network in the clear. "
            + "Set Edge:Certificate:Path (the gateway), listen on 127.0.0.1, or, where something else encrypts, "
            + $"{AllowPlaintextSetting}=true.");
    }
}

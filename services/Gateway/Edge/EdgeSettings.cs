using System.Net;
using MlOps.ServiceDefaults.Edge;
using MlOps.ServiceDefaults.Edge.Hosts;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Edge;

/// <summary>How the gateway meets the world outside: section <c>Edge</c>.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Hosts">The names that it is asked for.</param>
/// <param name="Origins">Pages of other origins that may change things here, as browsers write them: <c>https://ml.example.org</c>.</param>
/// <param name="Certificate">What it shows as its own; null for plain HTTP.</param>
/// <param name="Limits">What connections and requests may hold.</param>
internal sealed record EdgeSettings(
    IPAddress Address, HostNames Hosts, IReadOnlySet<string> Origins, CertificateFiles? Certificate, RequestLimits Limits)
{
    public const string Section = "Edge";
    private static readonly char[] Separators = [',', ';', ' '];

    /// <exception cref="InvalidOperationException">A setting is not what it must be.</exception>
    public static EdgeSettings Of(IConfiguration configuration, IdentitySettings identity)
    {
        var edge = configuration.GetSection(Section);
        var address = Listening.AddressOf(configuration, $"{Section}:Address", "BIND_ADDRESS");
        return new EdgeSettings(
            address, NamesOf(edge, address, identity.Authority), OriginsOf(edge), CertificateFiles.Of(edge.GetSection("Certificate")),
            LimitsOf(edge.GetSection("Limits")));
    }

    /// <summary>This machine's, those that are set, and where the services find the gateway.</summary>
    private static HostNames NamesOf(IConfigurationSection edge, IPAddress address, Uri authority)
    {
        var names = Values(edge.GetSection("Hosts"));
        foreach (var name in names.Where(name => !HostNames.IsValid(name)))
        {
            throw new InvalidOperationException(
                $"Edge:Hosts must be names without ports, such as ml.example.org or *.example.org, not '{name}'.");
        }

        string[] own = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? [authority.Host]
            : [authority.Host, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}"];
        return new HostNames([.. HostNames.LoopbackNames, .. names, .. own]);
    }

    private static HashSet<string> OriginsOf(IConfigurationSection edge)
    {
        var origins = Values(edge.GetSection("Origins"));
        foreach (var origin in origins.Where(origin => !IsOrigin(origin)))
            throw new InvalidOperationException($"Edge:Origins must be origins, such as https://ml.example.org, not '{origin}'.");
        return origins.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);

    private static RequestLimits LimitsOf(IConfigurationSection section)
    {
        var limits = new RequestLimits { Headers = 64, HeaderBytes = 32 * 1024, RequestLineBytes = 8 * 1024, Connections = 10_000 };
        section.Bind(limits);
        return limits;
    }

    /// <summary>A list as a text with commas, or as a section with a value each.</summary>
    private static List<string> Values(IConfigurationSection section) =>
    [
        .. section.Value?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        .. section.GetChildren().Select(child => child.Value).OfType<string>(),
    ];
}

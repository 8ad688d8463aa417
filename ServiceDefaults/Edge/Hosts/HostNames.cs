using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Edge.Hosts;

/// <summary>
/// Names that a request may give as its host (<c>Host</c>, or <c>:authority</c>): exact ones, and with <c>*.example.org</c> all below
/// one. Ports do not count.
/// </summary>
internal sealed class HostNames
{
    private const string Below = "*.";
    private const int MaxLength = 253;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> exact;
    private readonly string[] endings;

    public HostNames(IEnumerable<string> names)
    {
        var all = names.ToList();
        exact = all.Where(name => !IsPattern(name)).ToHashSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        endings = [.. all.Where(IsPattern).Select(name => name[1..])];
    }

    /// <summary>The names of this machine for itself.</summary>
    public static HostNames Loopback { get; } = new(LoopbackNames);

    public static IReadOnlyList<string> LoopbackNames => ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Whether a text is a name, or a pattern of names, as this list takes them.</summary>
    public static bool IsValid(string name)
    {
        var rest = IsPattern(name) ? name[Below.Length..] : name;
        return rest.Length is > 0 and <= MaxLength
            && Uri.CheckHostName(rest) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            && (rest[0] == '[' || !rest.Contains(':'));
    }

    /// <summary>Whether a request may have this host; one without any may not.</summary>
    public bool Has(HostString host)
    {
        var name = NameOf(host.Value);
        if (exact.Contains(name)) return true;
        foreach (var ending in endings)
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool IsPattern(string name) => name.StartsWith(Below, StringComparison.Ordinal);

    /// <summary>Without the port, and without a copy.</summary>
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> host)
    {
        if (host.StartsWith("[")) return host[..(host.IndexOf(']') + 1)];
        var port = host.IndexOf(':');
        return port < 0 ? host : host[..port];
    }
}

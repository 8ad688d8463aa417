using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>The compressions that one side knows, by name.</summary>
internal sealed class CompressionProviders
{
    public const string Identity = "identity";

    private readonly Dictionary<string, ICompressionProvider> byName = new(StringComparer.Ordinal);

    /// <summary>Takes the first provider of each name.</summary>
    public CompressionProviders(IEnumerable<ICompressionProvider> providers)
    {
        foreach (var provider in providers) byName.TryAdd(provider.EncodingName, provider);
        AcceptEncoding = string.Join(',', byName.Keys.Prepend(Identity));
    }

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public string AcceptEncoding { get; }

    public static ICompressionProvider[] Defaults() =>
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    public ICompressionProvider? Find(string? name) => name is null ? null : byName.GetValueOrDefault(name);

    /// <summary>Whether a list as in <c>grpc-accept-encoding</c> has the name.</summary>
    public static bool Accepts(string? acceptEncoding, string name)
    {
        foreach (var range in acceptEncoding.AsSpan().Split(','))
            if (acceptEncoding.AsSpan()[range].Trim().Equals(name, StringComparison.Ordinal)) return true;
        return false;
    }
}

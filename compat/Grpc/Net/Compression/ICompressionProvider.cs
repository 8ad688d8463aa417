using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A way to compress messages.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses what is written to it, leaving <paramref name="stream"/> open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that decompresses what is read from <paramref name="stream"/>.</summary>
    Stream CreateDecompressionStream(Stream stream);
}

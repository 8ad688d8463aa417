using System.IO.Compression;
using Grpc.Net.Compression;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// A compression of gRPC messages that stops to inflate one at the limit of its size, before the rest of it is in memory.
/// </summary>
internal sealed class BoundedCompression(ICompressionProvider inner, int maxBytes) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(inner.CreateDecompressionStream(stream), maxBytes);
}

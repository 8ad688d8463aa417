using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Net.Compression;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Bounds what compressed messages inflate to.</summary>
internal static class CompressionLimit
{
    public static void BoundCompression(this GrpcServiceOptions grpc, int maxBytes)
    {
        grpc.CompressionProviders.Clear();
        grpc.CompressionProviders.Add(new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), maxBytes));
        grpc.CompressionProviders.Add(new BoundedCompression(new DeflateCompressionProvider(CompressionLevel.Fastest), maxBytes));
    }
}

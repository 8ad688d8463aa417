using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>How services answer calls.</summary>
public class GrpcServiceOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    private int? maxReceiveMessageSize = DefaultMaxReceiveMessageSize;

    /// <summary>The largest message that is sent, in bytes; null means any.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message that is accepted, in bytes; 4 MB unless set, null means any.</summary>
    public int? MaxReceiveMessageSize
    {
        get => maxReceiveMessageSize;
        set
        {
            maxReceiveMessageSize = value;
            MaxReceiveMessageSizeSpecified = true;
        }
    }

    /// <summary>Whether the texts of exceptions are sent to callers.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The compression of responses to callers that accept it; null means none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>The compressions that are understood.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = CompressionProvidersDefaults();

    /// <summary>See calls before the service does, in order.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether calls of services that are not mapped are left to other endpoints instead of answered with UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    internal bool MaxReceiveMessageSizeSpecified { get; private set; }

    private static List<ICompressionProvider> CompressionProvidersDefaults() => [.. Wire.CompressionProviders.Defaults()];
}

/// <summary>How one service answers calls; what is not set is as in <see cref="GrpcServiceOptions"/>.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}

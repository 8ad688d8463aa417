using System.IO.Compression;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The options of a method, settled: those of its service over those of all services.</summary>
internal sealed class MethodOptions
{
    public MethodOptions(GrpcServiceOptions all, GrpcServiceOptions? own, ILogger logger)
    {
        MaxSendMessageSize = own is { MaxSendMessageSizeSpecified: true } ? own.MaxSendMessageSize : all.MaxSendMessageSize;
        MaxReceiveMessageSize = own is { MaxReceiveMessageSizeSpecified: true } ? own.MaxReceiveMessageSize : all.MaxReceiveMessageSize;
        EnableDetailedErrors = own?.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;
        ResponseCompressionAlgorithm = own?.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = own?.ResponseCompressionLevel ?? all.ResponseCompressionLevel;
        Compression = new CompressionProviders(own is null ? all.CompressionProviders : own.CompressionProviders.Concat(all.CompressionProviders));
        Interceptors = own is null ? [.. all.Interceptors] : [.. all.Interceptors, .. own.Interceptors];
        Logger = logger;
        if (ResponseCompressionAlgorithm is { } algorithm && Compression.Find(algorithm) is null)
            throw new InvalidOperationException($"The configured response compression algorithm '{algorithm}' does not have a matching compression provider.");
    }

    public int? MaxSendMessageSize { get; }

    public int? MaxReceiveMessageSize { get; }

    public bool EnableDetailedErrors { get; }

    public string? ResponseCompressionAlgorithm { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }

    public CompressionProviders Compression { get; }

    public InterceptorRegistration[] Interceptors { get; }

    public ILogger Logger { get; }
}

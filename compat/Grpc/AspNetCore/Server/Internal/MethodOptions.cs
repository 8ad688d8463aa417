using System.IO.Compression;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The options of a method, settled: those of its service over those of all services.</summary>
internal sealed class MethodOptions(GrpcServiceOptions all, GrpcServiceOptions? own, ILogger logger)
{
    public int? MaxSendMessageSize { get; } = own?.MaxSendMessageSize ?? all.MaxSendMessageSize;

    public int? MaxReceiveMessageSize { get; } = own is { MaxReceiveMessageSizeSpecified: true } ? own.MaxReceiveMessageSize : all.MaxReceiveMessageSize;

    public bool EnableDetailedErrors { get; } = own?.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;

    public string? ResponseCompressionAlgorithm { get; } = own?.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;

    public CompressionLevel? ResponseCompressionLevel { get; } = own?.ResponseCompressionLevel ?? all.ResponseCompressionLevel;

    /// <summary>Later providers of a name replace earlier ones: a service's own come last.</summary>
    public CompressionProviders Compression { get; } = new(own is null ? all.CompressionProviders : own.CompressionProviders.Concat(all.CompressionProviders));

    public InterceptorRegistration[] Interceptors { get; } = own is null ? [.. all.Interceptors] : [.. all.Interceptors, .. own.Interceptors];

    public ILogger Logger { get; } = logger;
}

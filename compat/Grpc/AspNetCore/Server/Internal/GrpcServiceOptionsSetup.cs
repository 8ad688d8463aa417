using Grpc.Wire;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Fills in what the options of all services leave open when gRPC is added.</summary>
internal sealed class GrpcServiceOptionsSetup : IConfigureOptions<GrpcServiceOptions>
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    public void Configure(GrpcServiceOptions options)
    {
        if (!options.MaxReceiveMessageSizeSpecified)
            options.InheritLimits(options.MaxSendMessageSize, options.MaxSendMessageSizeSpecified, DefaultMaxReceiveMessageSize, receiveSpecified: false);
        if (options.CompressionProviders.Count == 0)
            foreach (var provider in CompressionProviders.Defaults()) options.CompressionProviders.Add(provider);
    }
}

/// <summary>Begins the options of one service with those of all.</summary>
internal sealed class GrpcServiceOptionsSetup<TService>(IOptions<GrpcServiceOptions> all) : IConfigureOptions<GrpcServiceOptions<TService>>
    where TService : class
{
    public void Configure(GrpcServiceOptions<TService> options)
    {
        var shared = all.Value;
        options.InheritLimits(shared.MaxSendMessageSize, shared.MaxSendMessageSizeSpecified, shared.MaxReceiveMessageSize, shared.MaxReceiveMessageSizeSpecified);
        options.EnableDetailedErrors = shared.EnableDetailedErrors;
        options.ResponseCompressionAlgorithm = shared.ResponseCompressionAlgorithm;
        options.ResponseCompressionLevel = shared.ResponseCompressionLevel;
        options.CompressionProviders = shared.CompressionProviders;
        options.IgnoreUnknownServices = shared.IgnoreUnknownServices;
    }
}

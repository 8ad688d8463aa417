using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory.Internal;

/// <summary>One channel for each name, over the handler that the HTTP client factory has for it.</summary>
internal sealed class GrpcChannelPool(
    IHttpMessageHandlerFactory handlers, ILoggerFactory loggers, IOptionsMonitor<GrpcClientFactoryOptions> options, IServiceProvider services) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> channels = new(StringComparer.Ordinal);

    public CallInvoker InvokerOf(string name) =>
        channels.GetOrAdd(name, static (n, pool) => new Lazy<(GrpcChannel, CallInvoker)>(() => pool.Create(n)), this).Value.Invoker;

    public void Dispose()
    {
        foreach (var (_, channel) in channels)
            if (channel.IsValueCreated) channel.Value.Channel.Dispose();
    }

    private (GrpcChannel, CallInvoker) Create(string name)
    {
        var own = options.Get(name);
        var channelOptions = new GrpcChannelOptions { LoggerFactory = loggers, ServiceProvider = services };
        foreach (var configure in own.ChannelOptionsActions) configure(channelOptions);
        if (channelOptions.HttpHandler is null && channelOptions.HttpClient is null) channelOptions.HttpHandler = handlers.CreateHandler(name);
        var address = own.Address ?? throw new InvalidOperationException(
            $"Could not resolve the address for gRPC client '{name}'. Set an address when registering the client: services.AddGrpcClient<{name}>(o => o.Address = new Uri(\"https://localhost:5001\"))");
        if (own.HasCallCredentials && address.Scheme != Uri.UriSchemeHttps && !channelOptions.UnsafeUseInsecureChannelCallCredentials)
        {
            throw new InvalidOperationException(
                $"Call credential configured for gRPC client '{name}' requires TLS, and the client isn't configured to use TLS. Use an https address, or set {nameof(GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials)} of the channel.");
        }

        var channel = GrpcChannel.ForAddress(address, channelOptions);
        var invoker = channel.CreateCallInvoker();
        for (var i = own.InterceptorRegistrations.Count - 1; i >= 0; i--)
        {
            var registration = own.InterceptorRegistrations[i];
            if (registration.Scope == InterceptorScope.Channel) invoker = invoker.Intercept(registration.Creator(services));
        }
        return (channel, invoker);
    }
}

using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Api = Google.Protobuf.Reflection.ServiceDescriptor;

namespace MlOps.ServiceDefaults.Clients;

/// <summary>Registers gRPC clients of other services.</summary>
public static class ServiceClientRegistration
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly string[] Reads = ["Get", "List"];

    /// <summary>
    /// Adds the gRPC client <typeparamref name="TClient"/> for the <paramref name="api"/> of a service, resolved by service discovery
    /// (<c>services:&lt;name&gt;:grpc:0</c>). Calls carry the caller's identity and the service's own (see
    /// <see cref="CallerForwarding"/>), correlation id, cancellation and deadline (default 30 s for unary calls). Reads (<c>Get…</c>,
    /// <c>List…</c>) that answer UNAVAILABLE are retried with exponential backoff, 4 attempts in total.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service, Api api)
        where TClient : ClientBase
    {
        return builder.Services
            .AddGrpcClient<TClient>(options => options.Address = new Uri($"http://_grpc.{service}"))
            .ConfigureChannel(channel => channel.ServiceConfig = RepeatReads(api))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true, ConnectTimeout = ConnectTimeout,
                KeepAlivePingDelay = KeepAlive, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            })
            .AddServiceDiscovery()
            .AddInterceptor(provider => ActivatorUtilities.CreateInstance<CallerForwarding>(provider, service))
            // Background work has no server call to propagate a deadline from.
            .EnableCallContextPropagation(propagation => propagation.SuppressContextNotFoundErrors = true);
    }

    private static ServiceConfig RepeatReads(Api api)
    {
        var reads = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(50),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var method in api.Methods.Where(method => Reads.Any(method.Name.StartsWith)))
            reads.Names.Add(new MethodName { Service = api.FullName, Method = method.Name });
        return new ServiceConfig { MethodConfigs = { reads } };
    }
}

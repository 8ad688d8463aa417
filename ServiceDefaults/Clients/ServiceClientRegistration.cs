using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MlOps.ServiceDefaults.Clients;

/// <summary>Lets a service call another one.</summary>
public static class ServiceClientRegistration
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Adds the gRPC client <typeparamref name="TClient"/> of a service, found at <c>services:&lt;name&gt;:grpc:0</c>. Calls carry the
    /// caller's token (the service's own in background work) and correlation id, and end after 30 s unless they say otherwise.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service)
        where TClient : ClientBase
    {
        builder.Services.TryAddSingleton<CallerForwarding>();
        return builder.Services
            .AddGrpcClient<TClient>((services, options) => options.Address = AddressOf(services.GetRequiredService<IConfiguration>(), service))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true, KeepAlivePingDelay = KeepAlive, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                // One address each: left to gRPC's load balancing, calls would be refused up to two minutes after a service is back.
                Properties = { ["__GrpcLoadBalancingDisabled"] = true },
            })
            .AddInterceptor<CallerForwarding>();
    }

    private static Uri AddressOf(IConfiguration configuration, string service)
    {
        var address = configuration[$"services:{service}:grpc:0"] ?? configuration[$"Services:{service}"];
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException($"services:{service}:grpc:0 is not the address of {service}: '{address}'.");
    }
}

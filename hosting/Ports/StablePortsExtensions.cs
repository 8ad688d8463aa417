using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.Hosting.Ports;

/// <summary>Assigns ports to endpoints.</summary>
public static class StablePortsExtensions
{
    // The processes of a killed application may take this long to exit.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Assigns each endpoint without a proxy the port of the last start, stored in <paramref name="path"/>, and fails the start if an
    /// explicitly configured port stays in use by another process.
    /// </summary>
    public static void KeepPorts(this IDistributedApplicationBuilder builder, string path, TimeSpan? patience = null) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellation) => SetAsync(start, path, patience ?? Patience, cancellation));

    private static async Task SetAsync(BeforeStartEvent start, string path, TimeSpan patience, CancellationToken cancellation)
    {
        var time = start.Services.GetRequiredService<TimeProvider>();
        var endpoints = (
            from resource in start.Model.Resources
            from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
            where !endpoint.IsProxied
            select (Resource: resource.Name, Endpoint: endpoint)).ToArray();
        foreach (var (resource, endpoint) in endpoints.Where(e => e.Endpoint.Port is not null))
        {
            if (await LoopbackPort.BecomesFreeAsync(endpoint.Port!.Value, patience, time, cancellation)) continue;
            throw new DistributedApplicationException(
                $"Port {endpoint.Port}, wanted by endpoint '{endpoint.Name}' of resource '{resource}', is in use by another process.");
        }
        var open = endpoints.Where(e => e.Endpoint.Port is null).ToArray();
        var ports = new PortStore(path).Choose(open.Select(e => $"{e.Resource}/{e.Endpoint.Name}"));
        foreach (var (resource, endpoint) in open) endpoint.Port = endpoint.TargetPort = ports[$"{resource}/{endpoint.Name}"];
    }
}

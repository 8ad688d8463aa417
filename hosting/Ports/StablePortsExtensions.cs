using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.Hosting.Ports;

/// <summary>Gives endpoints their ports.</summary>
public static class StablePortsExtensions
{
    // What an application that was killed may need to take its processes along.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gives each endpoint without a proxy the port that it had at the last start, kept in <paramref name="path"/>, and refuses
    /// to start if another process goes on to listen on a port that was asked for.
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

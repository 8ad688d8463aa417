using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its address before anything starts, so that all references resolve at once.</summary>
internal sealed class EndpointAllocator(DistributedApplicationModel model, PortStore ports, IConfiguration configuration)
{
    private readonly Dictionary<EndpointAnnotation, int[]> targetPorts = [];

    /// <summary>The endpoints whose public port is not that of the one process behind it.</summary>
    public IEnumerable<(IResource Resource, EndpointAnnotation Endpoint, int[] TargetPorts)> Proxied =>
        from resource in model.Resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        let targets = targetPorts[endpoint]
        where targets.Length > 1 || targets[0] != endpoint.AllocatedEndpoint!.Port
        select (resource, endpoint, targets);

    /// <summary>The port that an instance listens on.</summary>
    public int TargetPort(EndpointAnnotation endpoint, int replica) => targetPorts[endpoint][replica];

    /// <summary>Throws <see cref="DistributedApplicationException"/> if a port that was asked for is in use.</summary>
    public async Task AllocateAsync(CancellationToken cancellationToken)
    {
        var randomize = configuration.GetValue("DcpPublisher:RandomizePorts", false);
        var endpoints = (
            from resource in model.Resources
            from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
            where endpoint.AllocatedEndpoint is null
            select (Resource: resource, Endpoint: endpoint, Replicas: resource.GetReplicaCount())).ToArray();
        var chosen = ports.Choose(
            from e in endpoints
            from replica in Enumerable.Range(-1, e.Replicas + 1)
            select Name(e.Resource, e.Endpoint, replica));

        foreach (var (resource, endpoint, replicas) in endpoints)
        {
            var wanted = randomize ? null : endpoint.Port;
            if (wanted is { } port && !await PortStore.BecomesFreeAsync(port, cancellationToken))
            {
                throw new DistributedApplicationException($"Port {port}, wanted by endpoint '{endpoint.Name}' of resource '{resource.Name}', is in use by another process.");
            }
            var open = wanted ?? (endpoint.IsProxied ? null : endpoint.TargetPort) ?? chosen[Name(resource, endpoint, -1)];
            targetPorts[endpoint] = replicas == 1
                ? [endpoint.TargetPort ?? open]
                : [.. Enumerable.Range(0, replicas).Select(replica => chosen[Name(resource, endpoint, replica)])];
            if (!endpoint.IsProxied && (replicas > 1 || targetPorts[endpoint][0] != open))
            {
                throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of resource '{resource.Name}' needs a proxy: it has several instances, or a port unlike its target port.");
            }
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", open, targetPorts[endpoint][0].ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Name(IResource resource, EndpointAnnotation endpoint, int replica) =>
        replica < 0 ? $"{resource.Name}/{endpoint.Name}" : $"{resource.Name}/{endpoint.Name}/{replica}";
}

using Yarp.ReverseProxy.Configuration;

namespace MlOps.Gateway.Routing;

/// <summary>Which path goes to which service.</summary>
internal static class Routes
{
    private const int BeforeOwnEndpoints = -2;

    public static IReadOnlyList<RouteConfig> All =>
    [
        .. Services.GrpcPaths.SelectMany(service => service.Value.Select(path => Grpc(service.Key, path))),
        .. Services.SharedPaths.SelectMany(path => Services.GrpcPaths.Keys.Select(service => Shared(service, path))),
        .. Services.SharedPaths.Select(SharedOfNobody),
        OpenInferenceRest(),
        .. Services.Open.Select(Open),
    ];

    private static RouteConfig Grpc(string service, string path) => new()
    {
        RouteId = $"grpc:{path}",
        ClusterId = Clusters.Grpc(service),
        Match = new RouteMatch { Path = path + "{**method}", Methods = ["POST"] },
    };

    /// <summary>
    /// What every service serves, the gateway too: the header says which is meant, and has precedence over the
    /// gateway's own endpoints.
    /// </summary>
    private static RouteConfig Shared(string service, string path) => new()
    {
        RouteId = $"shared:{service}:{path}",
        Order = BeforeOwnEndpoints,
        ClusterId = Clusters.Grpc(service),
        Match = new RouteMatch
        {
            Path = path + "{**method}",
            Methods = ["POST"],
            Headers = [new RouteHeader { Name = Services.Header, Values = [service] }],
        },
    };

    /// <summary>A name that is no service's must not be answered with what the gateway has itself.</summary>
    private static RouteConfig SharedOfNobody(string path) => new()
    {
        RouteId = $"shared:nobody:{path}",
        Order = BeforeOwnEndpoints + 1,
        ClusterId = Clusters.Nobody,
        Match = new RouteMatch
        {
            Path = path + "{**method}",
            Methods = ["POST"],
            Headers = [new RouteHeader { Name = Services.Header, Mode = HeaderMatchMode.Exists }],
        },
    };

    /// <summary>What probes ask for, without a token.</summary>
    private static RouteConfig Open((string Path, string Cluster) probe) => new()
    {
        RouteId = $"open:{probe.Path}",
        Order = BeforeOwnEndpoints,
        ClusterId = probe.Cluster,
        // The framework's name for it: the endpoint allows anonymous callers.
        AuthorizationPolicy = "Anonymous",
        Match = new RouteMatch { Path = probe.Path },
    };

    private static RouteConfig OpenInferenceRest() => new()
    {
        RouteId = "open-inference",
        ClusterId = Clusters.Http(Services.Serving),
        Match = new RouteMatch { Path = "/v2/{**path}" },
    };
}

using Yarp.ReverseProxy.Configuration;

namespace MlOps.Gateway.Routing;

/// <summary>Which path goes to which service.</summary>
internal static class Routes
{
    public static IReadOnlyList<RouteConfig> All(IConfiguration configuration)
    {
        var present = Services.GrpcPaths.Where(service => Services.Address(configuration, service.Key, "grpc") is not null).ToList();
        return
        [
            .. present.SelectMany(service => service.Value.Select(path => Grpc(service.Key, path))),
            .. present.Select(service => AuditLog(service.Key)),
            OpenInferenceRest(),
        ];
    }

    private static RouteConfig Grpc(string service, string path) => new()
    {
        RouteId = $"grpc:{path}",
        ClusterId = Clusters.Grpc(service),
        Match = new RouteMatch { Path = path + "{**method}", Methods = ["POST"] },
    };

    /// <summary>Every service serves the same audit API, the gateway too; the header says whose record is meant, and goes before the gateway's own.</summary>
    private static RouteConfig AuditLog(string service) => new()
    {
        RouteId = $"audit:{service}",
        Order = -1,
        ClusterId = Clusters.Grpc(service),
        Match = new RouteMatch
        {
            Path = "/mlops.audit.v1.AuditLog/{**method}",
            Methods = ["POST"],
            Headers = [new RouteHeader { Name = Services.Header, Values = [service] }],
        },
    };

    private static RouteConfig OpenInferenceRest() => new()
    {
        RouteId = "open-inference",
        ClusterId = Clusters.Http(Services.Serving),
        Match = new RouteMatch { Path = "/v2/{**path}" },
    };
}

using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway.Routing;

/// <summary>Where the services are.</summary>
internal static class Clusters
{
    // A stream may be idle for long: a run that is watched, a ledger that is followed.
    private static readonly TimeSpan SilentStream = TimeSpan.FromHours(1);
    private static readonly TimeSpan SilentRequest = TimeSpan.FromSeconds(60);

    /// <summary>A cluster without an address: what goes there is answered as unavailable.</summary>
    public const string Nobody = "nobody";

    public static string Grpc(string service) => $"{service}:grpc";

    public static string Http(string service) => $"{service}:http";

    /// <summary>
    /// Their addresses come from service discovery; a service that is not part of this system is unavailable like one that is down.
    /// </summary>
    public static IReadOnlyList<ClusterConfig> All =>
    [
        .. Services.GrpcPaths.Keys.Select(service => Cluster(service, "grpc", HttpVersion.Version20, SilentStream)),
        Cluster(Services.Serving, "http", HttpVersion.Version11, SilentRequest),
        new ClusterConfig { ClusterId = Nobody },
    ];

    private static ClusterConfig Cluster(string service, string endpoint, Version version, TimeSpan silence) => new()
    {
        ClusterId = $"{service}:{endpoint}",
        Destinations = new Dictionary<string, DestinationConfig> { ["0"] = new() { Address = $"http://_{endpoint}.{service}" } },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact, ActivityTimeout = silence,
        },
        HttpClient = new HttpClientConfig { EnableMultipleHttp2Connections = true },
    };
}

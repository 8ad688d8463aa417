namespace MlOps.Gateway.Routing;

/// <summary>The services behind the gateway, and which gRPC services each of them serves.</summary>
internal static class Services
{
    public const string Serving = "serving";

    /// <summary>The gateway itself, for its own record.</summary>
    public const string Own = "gateway";

    /// <summary>The header that says whose record, dead letters or operations are meant.</summary>
    public const string Header = "mlops-service";

    /// <summary>The gRPC services that every service serves.</summary>
    public static readonly IReadOnlyList<string> SharedPaths =
        ["/mlops.audit.v1.AuditLog/", "/mlops.messaging.v1.DeadLetters/", "/mlops.operations.v1.Operations/"];

    /// <summary>Paths that need no token, and the clusters that answer them.</summary>
    public static readonly IReadOnlyList<(string Path, string Cluster)> Open =
    [
        ("/v2/health/live", Clusters.Http(Serving)),
        ("/v2/health/ready", Clusters.Http(Serving)),
        ("/inference.GRPCInferenceService/ServerLive", Clusters.Grpc(Serving)),
        ("/inference.GRPCInferenceService/ServerReady", Clusters.Grpc(Serving)),
    ];

    public static readonly IReadOnlyDictionary<string, string[]> GrpcPaths = new Dictionary<string, string[]>
    {
        ["catalog"] = ["/mlops.catalog.v1.DatasetCatalog/"],
        ["features"] = ["/mlops.features.v1.FeatureStore/"],
        ["experiments"] = ["/mlops.experiments.v1.ExperimentTracking/"],
        ["registry"] = ["/mlops.registry.v1.ModelRegistry/"],
        [Serving] = ["/mlops.serving.v1.ModelServing/", "/inference.GRPCInferenceService/"],
        ["monitoring"] = ["/mlops.monitoring.v1.ModelMonitoring/"],
        ["lineage"] = ["/mlops.lineage.v1.LineageGraph/"],
    };
}

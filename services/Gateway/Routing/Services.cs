namespace MlOps.Gateway.Routing;

/// <summary>The services behind the gateway, and which gRPC services each of them serves.</summary>
internal static class Services
{
    public const string Serving = "serving";

    /// <summary>The gateway itself, for its own audit log.</summary>
    public const string Own = "gateway";

    /// <summary>The name that the caller of an audit log puts into the header <c>mlops-service</c>.</summary>
    public const string Header = "mlops-service";

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

namespace MlOps.Contracts;

/// <summary>The Kafka topics that carry wire events: one for each publishing service, and one for the bulk of predictions.</summary>
public static class Topics
{
    public const string Catalog = "mlops.catalog.v1";
    public const string Features = "mlops.features.v1";
    public const string Experiments = "mlops.experiments.v1";
    public const string Registry = "mlops.registry.v1";
    public const string Serving = "mlops.serving.v1";
    public const string Predictions = "mlops.predictions.v1";
    public const string Monitoring = "mlops.monitoring.v1";
    public const string Lineage = "mlops.lineage.v1";
    public const string Gateway = "mlops.gateway.v1";

    /// <summary>Every topic of facts, without dead letters.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Catalog, Features, Experiments, Registry, Serving, Predictions, Monitoring, Lineage, Gateway];

    /// <summary>Where messages of <paramref name="topic"/> go that could not be handled.</summary>
    public static string DeadLetters(string topic) => topic + ".dlq";
}

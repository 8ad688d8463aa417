namespace MlOps.Serving;

/// <summary>What requests, deployments and logged predictions may hold.</summary>
internal static class Limits
{
    public const int BodyBytes = 16 << 20;

    public const int Inputs = 10_000;

    /// <summary>Rows × columns of a request, and of its answer.</summary>
    public const int Values = 131_072;

    public const int Dimensions = 8;

    /// <summary>The longest id, of a prediction or of a client's request.</summary>
    public const int IdLength = 128;

    /// <summary>The largest prediction in the log: with its envelope still below what one Kafka message carries.</summary>
    public const int PredictionBytes = 900_000;

    /// <summary>The predictions that are deleted in one transaction.</summary>
    public const int ExpiredOfBatch = 5_000;

    public const int ReasonLength = 2000;

    /// <summary>How much is kept of what a runtime said of a model that does not load.</summary>
    public const int LoadErrorLength = 2000;
}

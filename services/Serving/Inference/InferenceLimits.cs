namespace MlOps.Serving.Inference;

/// <summary>What one request may hold.</summary>
internal static class InferenceLimits
{
    public const int BodyBytes = 16 << 20;
    public const int Inputs = 10_000;

    /// <summary>Rows × columns; keeps a logged prediction below what one Kafka message may carry.</summary>
    public const int Values = 131_072;

    public const int Dimensions = 8;

    public const int IdLength = 128;
}

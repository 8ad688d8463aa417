namespace MlOps.Cli.Demo;

/// <summary>What one life of a model came to; written as JSON with snake_case names.</summary>
internal sealed class LifeSummary
{
    public required DataSummary Data { get; init; }

    public double Rmse { get; set; }

    public double BaselineRmse { get; set; }

    public string ModelVersion { get; set; } = "";

    public PredictionSummary Predictions { get; set; } = new(0, 0, 0, 0);

    /// <summary>Drift per feature of the replayed hours against the training profile: test → statistic.</summary>
    public Dictionary<string, Dictionary<string, double>> Drift { get; } = [];

    /// <summary>The RMSE of the replayed hours as Monitoring computed it from the ground truth.</summary>
    public double MonitoredRmse { get; set; }

    /// <summary>Whether the shifted window raised an alert.</summary>
    public bool DriftDetected { get; set; }

    public IReadOnlyList<string> Lineage { get; set; } = [];

    public Dictionary<string, long> Events { get; } = [];

    public Dictionary<string, double> Seconds { get; } = [];
}

internal sealed record DataSummary(string Path, string Sha256, int Rows, bool Simulated);

internal sealed record PredictionSummary(int Count, int Failed, double P50Ms, double P99Ms);

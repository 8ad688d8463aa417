using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Reports;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Wire;

/// <summary>Reports on windows as the messages of the contract.</summary>
internal static class WindowMessages
{
    public static V1.Window ToWire(this WindowReport report) => new()
    {
        WindowId = report.WindowId,
        Deployment = report.Deployment,
        Model = report.Model,
        ModelVersion = report.ModelVersion,
        StartTime = report.StartTime.ToTimestamp(),
        EndTime = report.EndTime.ToTimestamp(),
        Rows = report.Rows,
        FeatureCount = report.FeatureCount,
        DriftedCount = report.DriftedCount,
        Features = { report.Features.Select(ToWire) },
        FeaturesDigest = report.FeaturesDigest,
        Prediction = report.Prediction?.ToWire(),
        Performance = report.Performance?.ToWire(),
        Verdict = report.Verdict.ToWire(),
        Significance = report.Significance,
        ReferenceProfileDigest = report.ReferenceProfileDigest,
    };

    public static V1.WindowVerdict ToWire(this WindowVerdict verdict) => System.Enum.Parse<V1.WindowVerdict>(verdict.ToString());

    public static V1.FeatureDrift ToWire(this FeatureDrift drift) => new()
    {
        Feature = drift.Feature,
        Tests = { drift.Tests.Select(ToWire) },
        Drifted = drift.Drifted,
        ReferenceMean = drift.ReferenceMean,
        WindowMean = drift.WindowMean,
        Missing = drift.Missing,
    };

    private static V1.DriftTestResult ToWire(this DriftTestResult result)
    {
        var message = new V1.DriftTestResult
        {
            Name = result.Name, Statistic = result.Statistic, EffectSize = result.EffectSize, Threshold = result.Threshold,
            Drifted = result.Drifted,
        };
        if (result.PValue is { } pValue) message.PValue = pValue;
        if (result.AdjustedPValue is { } adjusted) message.AdjustedPValue = adjusted;
        return message;
    }

    private static V1.Performance ToWire(this PerformanceReport performance) => new()
    {
        LabelledRows = performance.LabelledRows,
        Metrics = { performance.Metrics.Select(metric => new V1.MetricValue { Name = metric.Name, Value = metric.Value }) },
    };
}

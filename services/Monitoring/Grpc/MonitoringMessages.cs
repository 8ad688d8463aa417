using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Grpc;

/// <summary>Monitoring's states as the messages of its contract.</summary>
internal static class MonitoringMessages
{
    public static Wire.Monitor ToMessage(this DeploymentMonitor monitor, long predictionsReceived) => new()
    {
        Deployment = monitor.Deployment,
        Model = monitor.Model,
        ModelVersion = monitor.ModelVersion,
        ReferenceProfileDigest = monitor.References[monitor.ModelVersion],
        Settings = monitor.Settings.ToMessage(),
        PredictionsReceived = predictionsReceived,
        LabelsReceived = monitor.LabelsRecorded,
        Revision = monitor.Revision,
    };

    public static Wire.MonitorSettings ToMessage(this MonitorSettings settings) => new()
    {
        PsiThreshold = settings.PsiThreshold,
        KsThreshold = settings.KsThreshold,
        DriftShare = settings.DriftShare,
        WindowPredictions = settings.WindowPredictions,
        MinimumRows = settings.MinimumRows,
    };

    public static Wire.Window ToMessage(this WindowReport report)
    {
        var message = new Wire.Window
        {
            WindowId = report.WindowId,
            Deployment = report.Deployment,
            ModelVersion = report.ModelVersion,
            StartTime = report.StartTime.ToTimestamp(),
            EndTime = report.EndTime.ToTimestamp(),
            Rows = report.Rows,
            Features = { report.Features.Select(ToMessage) },
            Prediction = report.Prediction?.ToMessage(),
            Verdict = System.Enum.Parse<Wire.WindowVerdict>(report.Verdict.ToString()),
            ReferenceProfileDigest = report.ReferenceProfileDigest,
            DriftedShare = report.DriftedShare,
        };
        if (report.Performance is { } performance)
        {
            message.Performance = new Wire.Performance
            {
                LabelledRows = performance.LabelledRows, Rmse = performance.Rmse, Mae = performance.Mae, MeanError = performance.MeanError, R2 = performance.R2,
            };
        }
        return message;
    }

    public static Wire.FeatureDrift ToMessage(this ColumnDrift drift) => new()
    {
        Feature = drift.Feature,
        Psi = drift.Psi,
        Ks = drift.Ks,
        KsPValue = drift.KsPValue,
        Drifted = drift.Drifted,
        ReferenceMean = drift.ReferenceMean,
        WindowMean = drift.WindowMean,
        Missing = drift.Missing,
    };

    public static Wire.Alert ToMessage(this AlertDetails alert) => new()
    {
        AlertId = alert.Id,
        Deployment = alert.Deployment,
        WindowId = alert.WindowId,
        ModelVersion = alert.ModelVersion,
        DriftedFeatures = { alert.DriftedFeatures.Select(ToMessage) },
        Time = alert.Time.ToTimestamp(),
    };
}

using Marten.Events.Projections;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Alerts;

/// <summary>An alert with what has drifted in its last window, for reading.</summary>
public sealed record AlertDetails(
    string Id, string Deployment, Alert Alert, IReadOnlyList<FeatureDrift> DriftedFeatures, FeatureDrift? Prediction)
{
    public static AlertDetails Create(DriftDetected e) => new(e.AlertId, e.Deployment, Alert.Create(e), e.DriftedFeatures, e.Prediction);

    public AlertDetails Apply(DriftDetected e) =>
        this with { Alert = Alert.Apply(e), DriftedFeatures = e.DriftedFeatures, Prediction = e.Prediction };

    public AlertDetails Apply(AlertAcknowledged e) => this with { Alert = Alert.Apply(e) };

    public AlertDetails Apply(AlertResolved e) => this with { Alert = Alert.Apply(e) };
}

/// <summary>Keeps <see cref="AlertDetails"/>.</summary>
public sealed partial class AlertDetailsProjection : MultiStreamProjection<AlertDetails, string>
{
    public AlertDetailsProjection()
    {
        Identity<DriftDetected>(e => e.AlertId);
        Identity<AlertAcknowledged>(e => e.AlertId);
        Identity<AlertResolved>(e => e.AlertId);
    }
}

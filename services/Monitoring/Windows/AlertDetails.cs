using JasperFx.Events;
using Marten.Events.Projections;
using MlOps.Monitoring.Monitors;

namespace MlOps.Monitoring.Windows;

/// <summary>A raised alert, for reading.</summary>
public sealed record AlertDetails(
    string Id, string Deployment, string WindowId, long ModelVersion, IReadOnlyList<ColumnDrift> DriftedFeatures, DateTimeOffset Time);

/// <summary>Keeps <see cref="AlertDetails"/>.</summary>
public sealed partial class AlertDetailsProjection : EventProjection
{
    public AlertDetails Create(IEvent<DriftDetected> e) =>
        new(e.Data.AlertId, e.Data.Deployment, e.Data.WindowId, e.Data.ModelVersion, e.Data.DriftedFeatures, Kept(e.Timestamp));

    /// <summary>As the store keeps it, to the microsecond: a rebuild must give the same.</summary>
    private static DateTimeOffset Kept(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}

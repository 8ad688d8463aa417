using Marten.Events.Projections;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Windows;

/// <summary>An evaluated window, for reading.</summary>
public sealed record WindowDetails(string Id, string Deployment, WindowReport Report);

/// <summary>Keeps <see cref="WindowDetails"/>.</summary>
public sealed partial class WindowDetailsProjection : EventProjection
{
    public WindowDetails Create(WindowEvaluated e) => new(e.Report.WindowId, e.Report.Deployment, e.Report);
}

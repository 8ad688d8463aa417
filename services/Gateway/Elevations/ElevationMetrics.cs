using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MlOps.Gateway.Elevations;

/// <summary>How often persons were elevated, for alerts.</summary>
internal static class ElevationMetrics
{
    private static readonly Meter Meter = new("MlOps.Identity");

    private static readonly Counter<long> Elevations =
        Meter.CreateCounter<long>("mlops.identity.elevations", "{elevation}", "Elevations begun.");

    public static void Began(Elevation elevation) =>
        Elevations.Add(1, new TagList { { "workspace", elevation.Workspace }, { "role", elevation.Role } });
}

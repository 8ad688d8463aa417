using System.Diagnostics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>
/// Begins a trace with everything but what only repeats itself: probes of health and metrics, and queries (and the
/// connections for them) that a background loop sends on its own. Within a trace they are recorded like everything else.
/// </summary>
internal sealed class RootSampler : Sampler
{
    private static readonly HashSet<string> Probes = ["/health", "/alive", "/metrics", "/grpc.health.v1.Health/Check"];

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(IsRoutine(samplingParameters) ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);

    private static bool IsRoutine(in SamplingParameters root) => root.Kind switch
    {
        ActivityKind.Client => root.Name == "postgresql" || root.Name.StartsWith("CONNECT ", StringComparison.Ordinal),
        ActivityKind.Server => root.Tags?.Any(tag => tag.Key == "url.path" && tag.Value is string path && Probes.Contains(path)) == true,
        _ => false,
    };
}

using System.Diagnostics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>
/// Samples root spans of requests, messages and outgoing gRPC calls, at most <see cref="MaxTracesPerSecond"/>, so that recording and
/// exporting spans does not slow down a service under load. Root spans of the queries with which background loops poll for work are
/// dropped. Child spans follow their parent (<see cref="ParentBasedSampler"/>).
/// </summary>
internal sealed class RootSampler : Sampler
{
    /// <summary>The number of traces that a process begins in each second.</summary>
    public const int MaxTracesPerSecond = 50;

    private const string GrpcCall = "Grpc.Net.Client.GrpcOut";
    private const long MillisecondsPerSecond = 1000;
    private long second;
    private int begun;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(BeginsTrace(samplingParameters) && IsWithinLimit() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    private static bool BeginsTrace(in SamplingParameters root) =>
        root.Kind is ActivityKind.Server or ActivityKind.Consumer or ActivityKind.Producer || root.Name == GrpcCall;

    // A race at the turn of a second may let a few more through.
    private bool IsWithinLimit()
    {
        var now = Environment.TickCount64 / MillisecondsPerSecond;
        if (Interlocked.Exchange(ref second, now) != now) Volatile.Write(ref begun, 0);
        return Interlocked.Increment(ref begun) <= MaxTracesPerSecond;
    }
}

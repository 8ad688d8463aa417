using System.Diagnostics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>
/// Begins a trace with a request, a message or a call to another service; not with the queries by which background loops
/// look for work. Within a trace they are recorded like everything else.
/// </summary>
internal sealed class RootSampler : Sampler
{
    private const string GrpcCall = "Grpc.Net.Client.GrpcOut";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer or ActivityKind.Producer
            || samplingParameters.Name == GrpcCall
            ? SamplingDecision.RecordAndSample
            : SamplingDecision.Drop);
}

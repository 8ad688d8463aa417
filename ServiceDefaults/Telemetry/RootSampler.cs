using System.Diagnostics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>
/// Samples root spans of requests, messages and outgoing gRPC calls, and drops those of the queries with which background loops poll for
/// work. Child spans follow their parent (<see cref="ParentBasedSampler"/>).
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

using System.Diagnostics;
using MlOps.ServiceDefaults.Telemetry;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class RootSamplerTests
{
    [Theory]
    [InlineData(ActivityKind.Server, "GET", "/health", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Server, "GET", "/metrics", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Server, "POST", "/mlops.registry.v1.Models/GetModel", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, "postgresql", "", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Client, "CONNECT gateway-db", "", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Client, "GET", "", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Consumer, "process mlops.registry.v1", "", SamplingDecision.RecordAndSample)]
    public void traces_begin_with_what_somebody_asked_for(ActivityKind kind, string name, string path, SamplingDecision decision)
    {
        var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), name, kind, [new("url.path", path)]);

        new RootSampler().ShouldSample(root).Decision.ShouldBe(decision);
    }
}

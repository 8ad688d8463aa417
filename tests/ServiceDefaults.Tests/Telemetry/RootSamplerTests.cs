using System.Diagnostics;
using MlOps.ServiceDefaults.Telemetry;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class RootSamplerTests
{
    [Theory]
    [InlineData(ActivityKind.Server, "Microsoft.AspNetCore.Hosting.HttpRequestIn", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Consumer, "process mlops.registry.v1", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Producer, "send mlops.registry.v1", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, "Grpc.Net.Client.GrpcOut", SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, "postgresql", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Client, "CONNECT gateway-db", SamplingDecision.Drop)]
    [InlineData(ActivityKind.Internal, "marten.daemon.highwatermark", SamplingDecision.Drop)]
    public void traces_begin_with_what_somebody_asked_for(ActivityKind kind, string name, SamplingDecision decision)
    {
        var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), name, kind);

        new RootSampler().ShouldSample(root).Decision.ShouldBe(decision);
    }

    [Fact]
    public void traces_beyond_the_limit_of_a_second_are_dropped_and_those_of_the_next_are_not()
    {
        var sampler = new RootSampler();
        var seconds = new HashSet<long>();
        var sampled = 0;
        while (seconds.Count < 3)
        {
            var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "request", ActivityKind.Server);
            if (sampler.ShouldSample(root).Decision == SamplingDecision.RecordAndSample) sampled++;
            seconds.Add(Environment.TickCount64 / 1000);
        }

        sampled.ShouldBeInRange(2 * RootSampler.MaxTracesPerSecond, 3 * RootSampler.MaxTracesPerSecond);
    }
}

using System.Diagnostics;
using MlOps.ServiceDefaults.Telemetry;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class CallSpansTests
{
    [Theory]
    [InlineData("0", ActivityStatusCode.Unset)]
    [InlineData("14", ActivityStatusCode.Error)]
    public void names_the_span_of_a_call_and_says_how_it_ended(string code, ActivityStatusCode expected)
    {
        using var span = End(CallSpans.Source, code);

        span.DisplayName.ShouldBe("mlops.registry.v1.Registry/GetModel");
        span.GetTagItem("rpc.service").ShouldBe("mlops.registry.v1.Registry");
        span.GetTagItem("rpc.method").ShouldBe("GetModel");
        span.GetTagItem("rpc.grpc.status_code").ShouldBe(int.Parse(code));
        span.Status.ShouldBe(expected);
    }

    [Fact]
    public void leaves_other_spans_alone()
    {
        using var span = End("other", "0");

        span.DisplayName.ShouldBe("call");
    }

    private static Activity End(string sourceName, string code)
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == sourceName, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(sourceName);
        var span = source.StartActivity("call", ActivityKind.Client).ShouldNotBeNull();
        span.SetTag("grpc.method", "/mlops.registry.v1.Registry/GetModel");
        span.SetTag("grpc.status_code", code);
        using var spans = new CallSpans();
        spans.OnEnd(span);
        return span;
    }
}

using System.Diagnostics;
using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Calls;

/// <summary>Activities of calls, on both sides of one trace.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task a_call_is_one_trace_with_its_method_and_status_on_both_sides()
    {
        using var test = new Activity("test").Start();
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Grpc.Net.Client" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId != test.TraceId) return;
                lock (stopped) stopped.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var scripted = await Scripted.StartAsync(new ScriptedService { Unary = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "")) });

        await Should.ThrowAsync<RpcException>(async () => await scripted.Client.UnaryCallAsync(new SimpleRequest()));

        await Eventually.HoldsAsync(() => Task.FromResult(Count() == 2));
        Activity.Current.ShouldBe(test);
        var client = stopped.Single(a => a.Source.Name == "Grpc.Net.Client");
        var server = stopped.Single(a => a.Source.Name == "Microsoft.AspNetCore");
        client.OperationName.ShouldBe("Grpc.Net.Client.GrpcOut");
        client.ParentSpanId.ShouldBe(test.SpanId);
        client.GetTagItem("grpc.method").ShouldBe("/grpc.testing.TestService/UnaryCall");
        client.GetTagItem("grpc.status_code").ShouldBe("5");
        server.GetTagItem("grpc.method").ShouldBe("/grpc.testing.TestService/UnaryCall");
        server.GetTagItem("grpc.status_code").ShouldBe("5");

        int Count()
        {
            lock (stopped) return stopped.Count;
        }
    }
}

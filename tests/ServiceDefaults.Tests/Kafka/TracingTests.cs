using System.Collections.Concurrent;
using System.Diagnostics;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class TracingTests : IClassFixture<SampleSystem>, IDisposable
{
    private const string Trace = "5b8aa5a2d2c872e8321cf37308d69df2";
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;
    private readonly SampleSystem sample;

    public TracingTests(SampleSystem sample)
    {
        this.sample = sample;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MlOps.Kafka",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId.ToString() == Trace) ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    [Fact]
    public async Task goes_from_the_call_through_kafka_to_the_consumer()
    {
        await using var reader = await sample.System.StartServiceAsync("reader", builder => builder.AddReader(new()), _ => { });
        var headers = new Grpc.Core.Metadata { { "traceparent", $"00-{Trace}-b9c7c989f97918e1-01" } };

        await sample.NotesAs("ann").WriteNoteAsync(new() { Name = "traced", Text = "hello" }, headers);
        await Eventually.HoldsAsync(() => Task.FromResult(ended.Any(a => a.Kind == ActivityKind.Consumer)));

        var send = ended.Single(a => a.Kind == ActivityKind.Producer);
        var process = ended.Single(a => a.Kind == ActivityKind.Consumer);
        process.ParentSpanId.ShouldBe(send.SpanId);
        send.DisplayName.ShouldBe($"send {Publishes.Topic}");
        process.DisplayName.ShouldBe($"process {Publishes.Topic}");
        send.GetTagItem("messaging.system").ShouldBe("kafka");
        send.GetTagItem("messaging.destination.name").ShouldBe(Publishes.Topic);
        process.GetTagItem("messaging.consumer.group.name").ShouldBe("mlops.reader");
        process.GetTagItem("messaging.operation.type").ShouldBe("process");
    }

    public void Dispose() => listener.Dispose();
}

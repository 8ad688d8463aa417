using System.Diagnostics;
using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace MlOps.Messaging;

/// <summary>Spans and metrics of producers and consumers, by OpenTelemetry's semantic conventions for messaging.</summary>
internal static class KafkaTelemetry
{
    private const string Name = "MlOps.Kafka";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}");
    private static readonly Counter<long> Handled = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}");
    private static readonly Counter<long> Dead = Meter.CreateCounter<long>("mlops.kafka.dead_letters", "{message}");
    private static readonly Histogram<double> PublishLag = Meter.CreateHistogram(
        "mlops.kafka.publish.lag", "s",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .02, .05, .1, .25, .5, 1, 5, 30] });

    private static readonly Histogram<double> ProcessTime = Meter.CreateHistogram(
        "messaging.process.duration", "s",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .05, .1, .5, 1, 5, 30] });

    /// <summary>Starts the span of sending one message, in the trace in which its event was recorded.</summary>
    public static Activity? StartSend(string topic, string key, string? traceParent)
    {
        var current = Activity.Current;
        var activity = Source.StartActivity($"send {topic}", ActivityKind.Producer, traceParent);
        // The span ends in the delivery callback, so it must not become the caller's current activity.
        Activity.Current = current;
        activity?.SetTag("messaging.system", "kafka").SetTag("messaging.operation.type", "send").SetTag("messaging.operation.name", "send")
            .SetTag("messaging.destination.name", topic).SetTag("messaging.kafka.message.key", key);
        return activity;
    }

    /// <summary>Starts the span of handling messages: for one message a child of its send span, for a batch linked to all.</summary>
    public static Activity? StartProcess(string consumer, string group, IReadOnlyList<Consumed> messages)
    {
        var first = messages[0];
        var links = messages.Count == 1
            ? null
            : messages.Select(m => ContextOf(m.TraceParent)).Where(c => c != default).Select(c => new ActivityLink(c));
        var parent = messages.Count == 1 ? ContextOf(first.TraceParent) : default;
        var activity = Source.StartActivity($"process {first.Topic}", ActivityKind.Consumer, parent, links: links);
        activity?.SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.type", "process").SetTag("messaging.operation.name", "process")
            .SetTag("messaging.destination.name", first.Topic).SetTag("messaging.consumer.group.name", group)
            .SetTag("messaging.destination.partition.id", first.Partition.ToString()).SetTag("messaging.kafka.offset", first.Offset)
            .SetTag("messaging.batch.message_count", messages.Count == 1 ? null : messages.Count).SetTag("mlops.consumer", consumer);
        return activity;
    }

    public static void CountSent(string topic, TimeSpan lag)
    {
        Sent.Add(1, TagsOf("send", topic));
        PublishLag.Record(lag.TotalSeconds, TagsOf("send", topic));
    }

    public static void CountHandled(string consumer, string topic, int messages, TimeSpan took)
    {
        Handled.Add(messages, TagsOf("process", topic, consumer));
        ProcessTime.Record(took.TotalSeconds, TagsOf("process", topic, consumer));
    }

    public static void CountDead(string consumer, TopicPartitionOffset at) => Dead.Add(1, TagsOf("process", at.Topic, consumer));

    private static ActivityContext ContextOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;

    private static TagList TagsOf(string operation, string topic, string? consumer = null)
    {
        var tags = new TagList
        {
            { "messaging.system", "kafka" }, { "messaging.operation.name", operation }, { "messaging.destination.name", topic },
        };
        if (consumer is not null) tags.Add("mlops.consumer", consumer);
        return tags;
    }
}

using Confluent.Kafka;
using Google.Protobuf;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// Publishes the service's events to Kafka in order, at least once: progress is stored after all messages of a page are acknowledged.
/// </summary>
internal sealed class WireEventPublisher : SubscriptionBase
{
    public const string SubscriptionName = "Publisher";

    /// <summary>The name of the subscription in the daemon and in its progress table.</summary>
    public const string Shard = $"{SubscriptionName}:All";

    private readonly WireEvents table;
    private readonly KafkaConnection kafka;
    private readonly ClaimCheck claims;
    private readonly TimeProvider time;
    private readonly string source;

    public WireEventPublisher(WireEvents table, KafkaConnection kafka, ClaimCheck claims, ServiceIdentity identity, TimeProvider time)
    {
        (this.table, this.kafka, this.claims, this.time) = (table, kafka, claims, time);
        source = $"/mlops/{identity.Service}";
    }

    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        await kafka.EnsureTopicsAsync(table.Topics, cancellationToken);
        var deliveries = new Deliveries();
        foreach (var stored in page.Events)
        {
            if (table.Find(stored.EventType) is not { } wire) continue;
            var message = await wire.MapAsync(stored, operations.ForTenant(stored.TenantId), cancellationToken);
            var span = KafkaTelemetry.StartSend(wire.Topic, stored.StreamKey!, stored.GetHeader(CallerSessions.TraceParent)?.ToString());
            var traceParent = span?.Id ?? stored.GetHeader(CallerSessions.TraceParent)?.ToString();
            var sent = CloudEvents.Write(StoredEvent.Attributes(stored, message, source, traceParent), message.ToByteArray());
            await claims.DepositAsync(sent, cancellationToken);
            deliveries.Expect();
            kafka.Producer.Produce(wire.Topic, sent, report =>
            {
                span?.Dispose();
                if (!report.Error.IsError) KafkaTelemetry.CountSent(wire.Topic, time.GetUtcNow() - stored.Timestamp);
                deliveries.Report(report.Error);
            });
        }

        await deliveries.AllAsync(cancellationToken);
        return NullChangeListener.Instance;
    }

    /// <summary>Waits for the acknowledgements of all messages of a page.</summary>
    private sealed class Deliveries
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // Starts at one for the page itself, so that it cannot complete before all messages are produced.
        private int outstanding = 1;

        public void Expect() => Interlocked.Increment(ref outstanding);

        public void Report(Error error)
        {
            if (error.IsError) all.TrySetException(new KafkaException(error));
            else if (Interlocked.Decrement(ref outstanding) == 0) all.TrySetResult();
        }

        public Task AllAsync(CancellationToken cancellation)
        {
            if (Interlocked.Decrement(ref outstanding) == 0) all.TrySetResult();
            return all.Task.WaitAsync(cancellation);
        }
    }
}

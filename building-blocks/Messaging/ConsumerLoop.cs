using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Messaging;

/// <summary>
/// Polls messages, handles them, and stores the consumer group's offsets after handling (at-least-once). Blocks its own thread.
/// </summary>
internal abstract class ConsumerLoop(ConsumerLoop.Parts parts, string group, IReadOnlyList<string> topics, int maxMessages)
{
    private static readonly TimeSpan MaxRestartDelay = TimeSpan.FromSeconds(30);

    protected string Group { get; } = group;

    /// <summary>Consumes until cancelled; after a failure it rejoins the consumer group, with exponential backoff.</summary>
    public void Run(CancellationToken cancellation)
    {
        for (var failures = 1; !cancellation.IsCancellationRequested; failures++)
        {
            try
            {
                ConsumeAsync(Succeeded, cancellation).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var delay = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures - 1), MaxRestartDelay.TotalSeconds));
                Log.ConsumerStopped(parts.Logger, e, Group, delay);
                parts.Failures.Failed(Group, "polling", e);
                cancellation.WaitHandle.WaitOne(delay);
            }

            void Succeeded()
            {
                failures = 0;
                parts.Failures.Ended(Group);
            }
        }
    }

    /// <summary>Handles messages in order; returns when each is handled or dead-lettered.</summary>
    protected abstract Task HandleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> results, CancellationToken cancellation);

    /// <summary>
    /// Retries until <paramref name="handle"/> succeeds (returns null), the message is poison, or the configured attempts are exhausted
    /// (returns the last exception). Transient failures, e.g. an outage of the database, are retried without limit.
    /// </summary>
    protected async Task<Exception?> TryAsync(
        string consumer, ConsumeResult<string, byte[]> at, Func<Task> handle, CancellationToken cancellation)
    {
        for (var (attempt, tries) = (1, 1); ; tries++)
        {
            try
            {
                await handle();
                parts.Failures.Ended(consumer);
                return null;
            }
            catch (PoisonMessageException e)
            {
                return e;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                if (!parts.Statuses.IsTransient(e) && attempt++ >= parts.Options.Attempts)
                {
                    parts.Failures.Ended(consumer);
                    return e;
                }
                parts.Failures.Failed(consumer, $"{at.Topic}[{at.Partition.Value}]@{at.Offset.Value}", e);
                var delay = parts.Options.DelayAfter(tries);
                Log.Retrying(parts.Logger, e, consumer, tries, at.Topic, at.Partition.Value, at.Offset.Value, delay);
                await Task.Delay(delay, parts.Time, cancellation);
            }
        }
    }

    protected Task BuryAsync(ConsumeResult<string, byte[]> result, string consumer, Exception reason, CancellationToken cancellation) =>
        parts.DeadLetters.AddAsync(result, consumer, reason, cancellation);

    private async Task ConsumeAsync(Action succeeded, CancellationToken cancellation)
    {
        await parts.Kafka.EnsureTopicsAsync(topics, cancellation);
        using var consumer = parts.Kafka.BuildConsumer(Group);
        consumer.Subscribe(topics);
        try
        {
            while (true)
            {
                var results = Take(consumer, cancellation);
                await HandleAsync(results, cancellation);
                foreach (var result in results) consumer.StoreOffset(result);
                succeeded();
            }
        }
        finally
        {
            // Commits the stored offsets and leaves the group, so that its partitions are reassigned before the session timeout.
            consumer.Close();
        }
    }

    private List<ConsumeResult<string, byte[]>> Take(IConsumer<string, byte[]> consumer, CancellationToken cancellation)
    {
        var results = new List<ConsumeResult<string, byte[]>> { consumer.Consume(cancellation) };
        while (results.Count < maxMessages && consumer.Consume(TimeSpan.Zero) is { } next) results.Add(next);
        return results;
    }

    /// <summary>The dependencies of every loop.</summary>
    internal sealed record Parts(
        KafkaConnection Kafka, DeadLetters DeadLetters, ConsumerFailures Failures, StatusMap Statuses, KafkaOptions Options,
        TimeProvider Time, ILogger Logger);
}

using System.Collections.Concurrent;

namespace MlOps.Messaging;

/// <summary>Tracks the consumers that are retrying, for the health check: a failure that looks transient may be permanent.</summary>
internal sealed class ConsumerFailures(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConsumerFailure> failing = new();

    /// <summary>The consumers that have been failing for longer than <paramref name="patience"/>, longest first.</summary>
    public IReadOnlyList<ConsumerFailure> LongerThan(TimeSpan patience) =>
        [.. failing.Values.Where(failure => time.GetUtcNow() - failure.Since > patience).OrderBy(failure => failure.Since)];

    /// <summary>Records a failed attempt that will be retried.</summary>
    public void Failed(string consumer, string at, Exception exception)
    {
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        failing.AddOrUpdate(
            consumer,
            _ => new ConsumerFailure(consumer, at, time.GetUtcNow(), reason),
            (_, before) => before with { At = at, Reason = reason });
    }

    /// <summary>Clears the failure, because the message was handled or dead-lettered.</summary>
    public void Ended(string consumer) => failing.TryRemove(consumer, out _);
}

/// <summary>A consumer that is failing.</summary>
/// <param name="Consumer">The name of the consumer or of its group.</param>
/// <param name="At">Topic, partition and offset of the message, or <c>polling</c>.</param>
/// <param name="Since">When the first attempt failed.</param>
/// <param name="Reason">Type and message of the latest exception.</param>
internal sealed record ConsumerFailure(string Consumer, string At, DateTimeOffset Since, string Reason);

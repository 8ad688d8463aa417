using System.Collections.Concurrent;

namespace MlOps.Messaging;

/// <summary>Which consumers fail at the moment, since when, and why: an error may look as if it would pass, and never does.</summary>
internal sealed class ConsumerFailures(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConsumerFailure> failing = new();

    /// <summary>Those that have failed for longer than a time, longest first.</summary>
    public IReadOnlyList<ConsumerFailure> LongerThan(TimeSpan patience) =>
        [.. failing.Values.Where(failure => time.GetUtcNow() - failure.Since > patience).OrderBy(failure => failure.Since)];

    /// <summary>An attempt failed, and there will be another one.</summary>
    public void Failed(string consumer, string at, Exception exception)
    {
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        failing.AddOrUpdate(
            consumer,
            _ => new ConsumerFailure(consumer, at, time.GetUtcNow(), reason),
            (_, before) => before with { At = at, Reason = reason });
    }

    /// <summary>It goes on, because the message was handled or is among the dead letters.</summary>
    public void Ended(string consumer) => failing.TryRemove(consumer, out _);
}

/// <summary>A consumer that does not get on.</summary>
/// <param name="Consumer">Its name.</param>
/// <param name="At">The message: topic, partition and offset.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Reason">The newest failure.</param>
internal sealed record ConsumerFailure(string Consumer, string At, DateTimeOffset Since, string Reason);

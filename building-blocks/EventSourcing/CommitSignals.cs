using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MlOps.EventSourcing;

/// <summary>
/// Tells those who wait, on any node, that something was committed. A signal says that something changed, not what, and may get lost:
/// every waiter is woken to look again after a lost connection, and every <see cref="LookAgain"/>.
/// </summary>
public sealed class CommitSignals
{
    private const int MaxRaised = 10_000;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();
    private readonly Channel<string> raised = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxRaised) { FullMode = BoundedChannelFullMode.DropWrite });

    internal CommitSignals()
    {
    }

    /// <summary>How often every waiter looks again, signal or none.</summary>
    public static TimeSpan LookAgain { get; } = TimeSpan.FromSeconds(5);

    internal ChannelReader<string> Raised => raised.Reader;

    /// <summary>Wakes those who wait for <paramref name="topic"/>; to be called after the commit. Returns at once.</summary>
    public void Raise(string topic) => raised.Writer.TryWrite(topic);

    /// <summary>Completes once <paramref name="topic"/> may have changed. Take it first, then read, then await it.</summary>
    public Task Next(string topic) =>
        waiting.GetOrAdd(topic, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void Wake(string topic)
    {
        if (waiting.TryRemove(topic, out var waiters)) waiters.SetResult();
    }

    internal void WakeAll()
    {
        foreach (var topic in waiting.Keys) Wake(topic);
    }
}

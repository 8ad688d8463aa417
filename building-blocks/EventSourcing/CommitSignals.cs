using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MlOps.EventSourcing;

/// <summary>
/// Wakes waiters on all nodes after a commit. A signal carries no data and may be lost: waiters re-read the state, and are also woken after
/// a reconnect and every <see cref="LookAgain"/>.
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

    /// <summary>The interval at which all waiters are woken even without a signal.</summary>
    public static TimeSpan LookAgain { get; } = TimeSpan.FromSeconds(5);

    internal ChannelReader<string> Raised => raised.Reader;

    /// <summary>Wakes the waiters of <paramref name="topic"/> on all nodes. Call it after the commit; does not block.</summary>
    public void Raise(string topic) => raised.Writer.TryWrite(topic);

    /// <summary>Completes when <paramref name="topic"/> may have changed. Get the task before reading the state, to avoid a race.</summary>
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

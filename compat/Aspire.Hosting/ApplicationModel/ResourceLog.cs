using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

internal sealed class ResourceLog
{
    private const int MaxLines = 2_000;
    private readonly Lock gate = new();
    private readonly Queue<LogLine> backlog = new();
    private readonly List<Channel<LogLine>> watchers = [];
    private int count;
    private bool complete;

    public void Add(string content, bool isError)
    {
        lock (gate)
        {
            if (complete) return;
            var line = new LogLine(++count, content, isError);
            backlog.Enqueue(line);
            if (backlog.Count > MaxLines) backlog.Dequeue();
            foreach (var watcher in watchers) watcher.Writer.TryWrite(line);
        }
    }

    public void Complete()
    {
        lock (gate)
        {
            complete = true;
            foreach (var watcher in watchers) watcher.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A watcher that does not keep up loses the oldest lines, not the application's memory.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MaxLines) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            foreach (var line in backlog) channel.Writer.TryWrite(line);
            if (complete) channel.Writer.Complete();
            else watchers.Add(channel);
        }
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var lines = new List<LogLine>();
                while (channel.Reader.TryRead(out var line)) lines.Add(line);
                yield return lines;
            }
        }
        finally
        {
            lock (gate) watchers.Remove(channel);
        }
    }
}

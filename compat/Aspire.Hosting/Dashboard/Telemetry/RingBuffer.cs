namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The last items that were added, the oldest first.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<T> items = new();
    private long added;

    public void Add(IEnumerable<T> more)
    {
        lock (gate)
        {
            foreach (var item in more)
            {
                if (items.Count == capacity) items.Dequeue();
                items.Enqueue(item);
                added++;
            }
        }
    }

    public T[] Snapshot()
    {
        lock (gate) return [.. items];
    }

    /// <summary>The items with the number, from 1, of each among all that were ever added.</summary>
    public (long Number, T Item)[] Numbered()
    {
        lock (gate)
        {
            var number = added - items.Count;
            return [.. items.Select(item => (++number, item))];
        }
    }
}

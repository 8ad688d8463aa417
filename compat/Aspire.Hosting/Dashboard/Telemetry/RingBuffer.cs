namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The last items that were added, the oldest first.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<T> items = new();

    public void Add(IEnumerable<T> added)
    {
        lock (gate)
        {
            foreach (var item in added)
            {
                if (items.Count == capacity) items.Dequeue();
                items.Enqueue(item);
            }
        }
    }

    public T[] Snapshot()
    {
        lock (gate) return [.. items];
    }
}

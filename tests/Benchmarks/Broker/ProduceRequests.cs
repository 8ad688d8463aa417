using static MlOps.Benchmarks.Broker.ProtocolConnection;

namespace MlOps.Benchmarks.Broker;

/// <summary>Requests that produce the very batches which another client had stored: same records, sequences and CRCs. Each is a file, to be sent as it is.</summary>
internal sealed class ProduceRequests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly List<StoredBatch> batches = [];

    /// <summary>The batches, in the order of offsets.</summary>
    public IReadOnlyList<StoredBatch> Batches => batches;

    /// <summary>The request for the batch of that number.</summary>
    public string this[int number] => directory[$"{number}"];

    /// <summary>Adds the batches of a segment file.</summary>
    public async Task AddAsync(string segment, CancellationToken cancellation)
    {
        var bytes = await File.ReadAllBytesAsync(segment, cancellation);
        var position = 0;
        foreach (var batch in StoredBatch.In(bytes))
        {
            await using var file = File.Create(this[batches.Count]);
            await file.WriteAsync(Head(batch.Size), cancellation);
            await file.WriteAsync(bytes.AsMemory(position, batch.Size), cancellation);
            file.Flush(flushToDisk: true);
            position += batch.Size;
            batches.Add(batch);
        }
    }

    public void Dispose() => directory.Dispose();

    private static byte[] Head(int size) => Request(0, 7, writer =>
    {
        Int16(writer, -1); // no transaction
        Int16(writer, -1); // acks=all
        Int32(writer, 30_000);
        ProtocolClient.Partition0(writer);
        Int32(writer, size);
    }, size);
}

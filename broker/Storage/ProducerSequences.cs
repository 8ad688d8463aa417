using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

/// <summary>The last sequence numbers of idempotent producers in a partition, to detect retries (duplicates) and gaps.</summary>
internal sealed class ProducerSequences
{
    private const int RememberedBatches = 5;
    private readonly Dictionary<long, Producer> producers = [];

    /// <summary>Checks that a batch follows its producer's last one; for a duplicate, gives the offset at which it is stored.</summary>
    public ErrorCode Check(in RecordBatchHeader header, out long? storedAt)
    {
        storedAt = null;
        if (header.ProducerId < 0 || !producers.TryGetValue(header.ProducerId, out var producer)) return ErrorCode.None;
        if (header.ProducerEpoch < producer.Epoch) return ErrorCode.InvalidProducerEpoch;
        if (header.ProducerEpoch > producer.Epoch)
            return header.BaseSequence == 0 ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;

        foreach (var batch in producer.Batches)
        {
            if (batch.FirstSequence != header.BaseSequence || batch.LastSequence != header.LastSequence) continue;
            storedAt = batch.BaseOffset;
            return ErrorCode.None;
        }

        var expected = (int)((producer.Batches.Last().LastSequence + 1L) & int.MaxValue);
        return header.BaseSequence == expected ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Records a stored batch; <paramref name="header"/> has its final offset.</summary>
    public void Add(in RecordBatchHeader header, long now)
    {
        if (header.ProducerId < 0) return;
        if (!producers.TryGetValue(header.ProducerId, out var producer) || producer.Epoch != header.ProducerEpoch)
            producers[header.ProducerId] = producer = new Producer(header.ProducerEpoch);
        if (producer.Batches.Count == RememberedBatches) producer.Batches.Dequeue();
        producer.Batches.Enqueue(new SequenceRange(header.BaseSequence, header.LastSequence, header.BaseOffset));
        producer.LastUse = now;
    }

    /// <summary>Expires producers that have written nothing since <paramref name="time"/> (ms since 1970).</summary>
    public void ForgetUnusedSince(long time)
    {
        foreach (var (id, producer) in producers)
        {
            if (producer.LastUse < time) producers.Remove(id);
        }
    }

    /// <summary>Serializes the state for <see cref="Restore"/>.</summary>
    public byte[] Snapshot()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(producers.Count);
        foreach (var (id, producer) in producers)
        {
            writer.Write(id);
            writer.Write(producer.Epoch);
            writer.Write(producer.LastUse);
            writer.Write(producer.Batches.Count);
            foreach (var batch in producer.Batches)
            {
                writer.Write(batch.FirstSequence);
                writer.Write(batch.LastSequence);
                writer.Write(batch.BaseOffset);
            }
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Restores the state from a <see cref="Snapshot"/>.</summary>
    public void Restore(byte[] snapshot)
    {
        using var reader = new BinaryReader(new MemoryStream(snapshot));
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var id = reader.ReadInt64();
            var producer = producers[id] = new Producer(reader.ReadInt16()) { LastUse = reader.ReadInt64() };
            for (var batches = reader.ReadInt32(); batches > 0; batches--)
                producer.Batches.Enqueue(new SequenceRange(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64()));
        }
    }

    private sealed class Producer(short epoch)
    {
        public short Epoch => epoch;

        public Queue<SequenceRange> Batches { get; } = new(RememberedBatches);

        public long LastUse { get; set; }
    }

    private readonly record struct SequenceRange(int FirstSequence, int LastSequence, long BaseOffset);
}

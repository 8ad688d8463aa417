namespace MlOps.Broker.Storage;

/// <summary>One record of a batch. <paramref name="Raw"/> is the whole of it without its length, as its producer wrote it.</summary>
internal readonly record struct Record(
    int OffsetDelta, long TimestampDelta, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, ReadOnlyMemory<byte> Raw);

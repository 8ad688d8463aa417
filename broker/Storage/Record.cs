namespace MlOps.Broker.Storage;

/// <summary>A record of a batch. <paramref name="Raw"/> is the encoded record without its length prefix.</summary>
internal readonly record struct Record(
    int OffsetDelta, long TimestampDelta, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, ReadOnlyMemory<byte> Raw);

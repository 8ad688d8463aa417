namespace MlOps.Broker.Files;

/// <summary>Some bytes of a segment file. Whoever holds the slice holds a use of the file and releases it.</summary>
internal readonly record struct FileSlice(SegmentFile File, long Position, int Length);

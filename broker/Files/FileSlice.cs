namespace MlOps.Broker.Files;

/// <summary>A byte range of a segment file. It holds a reference to the file, which its owner must release.</summary>
internal readonly record struct FileSlice(SegmentFile File, long Position, int Length);

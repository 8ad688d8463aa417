using MlOps.Broker.Files;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

/// <summary>The result of a read: a slice, if any, that the caller must release, and the range of readable offsets.</summary>
internal readonly record struct ReadResult(ErrorCode Error, FileSlice? Slice, long HighWatermark, long StartOffset);

using MlOps.Broker.Files;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

/// <summary>What a read found: bytes that the caller must release, if any, and the bounds of what can be read.</summary>
internal readonly record struct ReadResult(ErrorCode Error, FileSlice? Slice, long HighWatermark, long StartOffset);

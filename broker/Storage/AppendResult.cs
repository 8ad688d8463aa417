using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

/// <summary>What became of an append: the first record's offset, the offset after the last, and the broker's time where it stamped it (else -1).</summary>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset, long EndOffset, long AppendTime)
{
    public static AppendResult Refused(ErrorCode error) => new(error, -1, -1, -1);
}

using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

/// <summary>The result of an append.</summary>
/// <param name="Error">Why nothing was appended, or <see cref="ErrorCode.None"/>.</param>
/// <param name="BaseOffset">Offset of the first record.</param>
/// <param name="EndOffset">Offset after the last record.</param>
/// <param name="AppendTime">The broker's timestamp (ms since 1970) if the topic uses LogAppendTime, else -1.</param>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset, long EndOffset, long AppendTime)
{
    public static AppendResult Refused(ErrorCode error) => new(error, -1, -1, -1);
}

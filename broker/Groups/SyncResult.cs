using MlOps.Broker.Protocol;

namespace MlOps.Broker.Groups;

/// <summary>The response to a SyncGroup request.</summary>
internal sealed record SyncResult(ErrorCode Error, string? ProtocolType, string? Protocol, byte[] Assignment)
{
    public static SyncResult Refused(ErrorCode error) => new(error, null, null, []);
}

namespace Grpc.Core;

/// <summary>The rich status of a failed call.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>The rich status, or null if there is none.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The trailer holds something else.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus();
    }
}

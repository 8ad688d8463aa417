namespace Grpc.Core;

/// <summary>The rich status of a failed call.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>The rich status, or null if there is none or it is malformed.</summary>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus(ignoreParseError: true);
    }
}

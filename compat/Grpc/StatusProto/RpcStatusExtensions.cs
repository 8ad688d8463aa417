namespace Grpc.Core;

/// <summary>Fails calls with a rich status.</summary>
public static class RpcStatusExtensions
{
    /// <summary>An exception that fails a call with this status, details included; with UNKNOWN if gRPC does not have its code.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.ToRpcException(Enum.IsDefined((StatusCode)status.Code) ? (StatusCode)status.Code : StatusCode.Unknown, status.Message);
    }

    /// <summary>An exception that fails a call with another code and text, and with this status as details.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status, StatusCode statusCode, string message)
    {
        ArgumentNullException.ThrowIfNull(status);
        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Status(statusCode, message), trailers);
    }
}

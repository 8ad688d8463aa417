using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Status = Grpc.Core.Status;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Maps every exception of a gRPC handler to a status with google.rpc details; unexpected ones are logged.</summary>
internal sealed class ErrorInterceptor(StatusMap statuses, Denials denials, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Mapped(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(new RequestStream<TRequest>(requestStream), context);
        }
        catch (Exception e)
        {
            throw Mapped(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            throw Mapped(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(new RequestStream<TRequest>(requestStream), responseStream, context);
        }
        catch (Exception e)
        {
            throw Mapped(e, context);
        }
    }

    private RpcException Mapped(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested)
        {
            return context.Deadline <= DateTime.UtcNow
                ? new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline was exceeded."))
                : new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }

        if (statuses.Of(exception) is { } status)
        {
            denials.Report(context.GetHttpContext(), exception);
            Log.Refused(logger, context.Method, (StatusCode)status.Code, status.Message);
            return status.ToRpcException();
        }

        var requestId = Caller.CurrentOrNone?.CorrelationId ?? "";
        Log.Failed(logger, exception, context.Method, requestId);
        return new RpcException(
            new Status(StatusCode.Internal, $"An internal error occurred; its log entry has the request id {requestId}."));
    }
}

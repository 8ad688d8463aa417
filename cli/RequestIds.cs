using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MlOps.Cli;

/// <summary>Gives each change a request id of its own, so that a call that is tried again changes things once.</summary>
internal sealed class RequestIds : Interceptor
{
    private const string Field = "request_id";

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        if (request is IMessage message && message.Descriptor.FindFieldByName(Field) is { FieldType: FieldType.String } id
            && ((string)id.Accessor.GetValue(message)).Length == 0)
            id.Accessor.SetValue(message, Guid.NewGuid().ToString("N"));
        return continuation(request, context);
    }
}

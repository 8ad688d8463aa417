using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Carries a call of a method from its request to its status.</summary>
internal abstract class CallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodOptions options)
    where TRequest : class
    where TResponse : class
{
    protected Func<DeserializationContext, TRequest> Deserializer { get; } = method.RequestMarshaller.ContextualDeserializer;

    protected Action<TResponse, SerializationContext> Serializer { get; } = method.ResponseMarshaller.ContextualSerializer;

    public async Task HandleAsync(HttpContext httpContext)
    {
        if (RequestCheck.Refuses(httpContext)) return;
        using var call = new HttpContextServerCallContext(httpContext, options, method.FullName);
        try
        {
            call.Start();
            await call.WhenHandledAsync(InvokeAsync(call));
            call.End();
        }
        catch (Exception exception)
        {
            call.End(exception);
        }
    }

    protected abstract Task InvokeAsync(HttpContextServerCallContext call);
}

/// <summary>One request, one response.</summary>
internal sealed class UnaryCallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodOptions options, UnaryServerMethod<TRequest, TResponse> invoke)
    : CallHandler<TRequest, TResponse>(method, options)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpContextServerCallContext call)
    {
        var request = await call.CreateReader().ReadSingleAsync(Deserializer);
        call.WriteSingle(Serializer, await invoke(request, call));
    }
}

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodOptions options, ClientStreamingServerMethod<TRequest, TResponse> invoke)
    : CallHandler<TRequest, TResponse>(method, options)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpContextServerCallContext call)
    {
        call.AllowEndlessRequest();
        call.WriteSingle(Serializer, await invoke(new RequestStream<TRequest>(call, Deserializer), call));
    }
}

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodOptions options, ServerStreamingServerMethod<TRequest, TResponse> invoke)
    : CallHandler<TRequest, TResponse>(method, options)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpContextServerCallContext call)
    {
        var request = await call.CreateReader().ReadSingleAsync(Deserializer);
        await invoke(request, new ResponseStream<TResponse>(call, Serializer), call);
    }
}

/// <summary>A stream in each direction.</summary>
internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodOptions options, DuplexStreamingServerMethod<TRequest, TResponse> invoke)
    : CallHandler<TRequest, TResponse>(method, options)
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(HttpContextServerCallContext call)
    {
        call.AllowEndlessRequest();
        return invoke(new RequestStream<TRequest>(call, Deserializer), new ResponseStream<TResponse>(call, Serializer), call);
    }
}

using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Puts interceptors before a method, the first of them outermost; each is activated anew for every call.</summary>
internal static class MethodPipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Build<TRequest, TResponse>(InterceptorRegistration[] interceptors, UnaryServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = method;
            method = async (request, context) =>
            {
                await using var lease = new InterceptorLease(registration, context);
                return await lease.Interceptor.UnaryServerHandler(request, context, next);
            };
        }
        return method;
    }

    public static ClientStreamingServerMethod<TRequest, TResponse> Build<TRequest, TResponse>(InterceptorRegistration[] interceptors, ClientStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = method;
            method = async (requests, context) =>
            {
                await using var lease = new InterceptorLease(registration, context);
                return await lease.Interceptor.ClientStreamingServerHandler(requests, context, next);
            };
        }
        return method;
    }

    public static ServerStreamingServerMethod<TRequest, TResponse> Build<TRequest, TResponse>(InterceptorRegistration[] interceptors, ServerStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = method;
            method = async (request, responses, context) =>
            {
                await using var lease = new InterceptorLease(registration, context);
                await lease.Interceptor.ServerStreamingServerHandler(request, responses, context, next);
            };
        }
        return method;
    }

    public static DuplexStreamingServerMethod<TRequest, TResponse> Build<TRequest, TResponse>(InterceptorRegistration[] interceptors, DuplexStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in interceptors.Reverse())
        {
            var next = method;
            method = async (requests, responses, context) =>
            {
                await using var lease = new InterceptorLease(registration, context);
                await lease.Interceptor.DuplexStreamingServerHandler(requests, responses, context, next);
            };
        }
        return method;
    }

    /// <summary>An interceptor for the length of one call.</summary>
    private readonly struct InterceptorLease : IAsyncDisposable
    {
        private readonly bool created;

        public InterceptorLease(InterceptorRegistration registration, ServerCallContext context) =>
            (Interceptor, created) = registration.Activate(context.GetHttpContext().RequestServices);

        public Interceptor Interceptor { get; }

        public ValueTask DisposeAsync() => created ? Activation.DisposeAsync(Interceptor) : default;
    }
}

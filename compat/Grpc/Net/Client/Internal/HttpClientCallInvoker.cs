using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes calls over a channel, always with its own <c>:authority</c>.</summary>
internal sealed class HttpClientCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, options);
        return new AsyncUnaryCall<TResponse>(call.CallUnaryAsync(request), Calls.Headers, Calls.Status, Calls.Trailers, Calls.Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, options);
        return new AsyncServerStreamingCall<TResponse>(call.CallServerStreaming(request), Calls.Headers, Calls.Status, Calls.Trailers, Calls.Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, options);
        var (requests, response) = call.CallClientStreaming();
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, response, Calls.Headers, Calls.Status, Calls.Trailers, Calls.Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, options);
        var (requests, responses) = call.CallDuplexStreaming();
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, responses, Calls.Headers, Calls.Status, Calls.Trailers, Calls.Dispose, call);
    }

    private GrpcCall<TRequest, TResponse> Create<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class
        where TResponse : class
    {
        ArgumentNullException.ThrowIfNull(method);
        return new GrpcCall<TRequest, TResponse>(channel, method, options);
    }

    /// <summary>The parts of a call as functions of it, made once.</summary>
    private static class Calls
    {
        public static readonly Func<object, Task<Metadata>> Headers = call => ((IGrpcCall)call).GetResponseHeadersAsync();
        public static readonly Func<object, Status> Status = call => ((IGrpcCall)call).GetStatus();
        public static readonly Func<object, Metadata> Trailers = call => ((IGrpcCall)call).GetTrailers();
        public static readonly Action<object> Dispose = call => ((IGrpcCall)call).Dispose();
    }
}

/// <summary>What a call offers beside its messages.</summary>
internal interface IGrpcCall : IDisposable
{
    Task<Metadata> GetResponseHeadersAsync();

    Status GetStatus();

    Metadata GetTrailers();
}

namespace Grpc.Core.Interceptors;

/// <summary>A call as a client interceptor sees it.</summary>
public struct ClientInterceptorContext<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class
    where TResponse : class
{
    /// <summary>The method that is called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The <c>:authority</c> that is called, where it is not the channel's.</summary>
    public string? Host { get; } = host;

    /// <summary>The options of the call.</summary>
    public CallOptions Options { get; } = options;
}

namespace Grpc.Core.Interceptors;

/// <summary>Sets the <c>:authority</c> of every call that has none of its own.</summary>
internal sealed class HostInterceptor(string host) : RewritingInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context) =>
        new(context.Method, context.Host ?? host, context.Options);
}

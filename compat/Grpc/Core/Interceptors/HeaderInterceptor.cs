namespace Grpc.Core.Interceptors;

/// <summary>Passes the headers of every call through a function.</summary>
internal sealed class HeaderInterceptor(Func<Metadata, Metadata> rewrite) : RewritingInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context) =>
        new(context.Method, context.Host, context.Options.WithHeaders(rewrite(context.Options.Headers ?? [])));
}

using Grpc.Core.Interceptors;

namespace Grpc.Net.ClientFactory.Internal;

/// <summary>Passes the options of every call through the actions of its client.</summary>
internal sealed class CallOptionsInterceptor(IList<Action<CallOptionsContext>> actions, IServiceProvider services) : RewritingInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
    {
        var options = new CallOptionsContext(context.Options, services);
        foreach (var action in actions) action(options);
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options.CallOptions);
    }
}

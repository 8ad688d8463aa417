using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.ClientFactory;

/// <summary>Gives calls the deadline and the cancellation of the call that they are made for.</summary>
internal sealed class ContextPropagationInterceptor(GrpcContextPropagationOptions options, IHttpContextAccessor accessor) : RewritingInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
    {
        if (accessor.HttpContext is not { } http || http.Features.Get<IServerCallContextFeature>()?.ServerCallContext is not { } call)
        {
            return options.SuppressContextNotFoundErrors
                ? context
                : throw new InvalidOperationException("Unable to propagate server context values to the call. Can't find the gRPC ServerCallContext.");
        }
        var own = context.Options;
        if (call.Deadline < (own.Deadline ?? DateTime.MaxValue)) own = own.WithDeadline(call.Deadline);
        own = own.WithCancellationToken(Join(http, own.CancellationToken, call.CancellationToken));
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, own);
    }

    private static CancellationToken Join(HttpContext http, CancellationToken own, CancellationToken outer)
    {
        if (!own.CanBeCanceled || own == outer) return outer;
        var joined = CancellationTokenSource.CreateLinkedTokenSource(own, outer);
        http.Response.RegisterForDispose(joined);
        return joined.Token;
    }
}

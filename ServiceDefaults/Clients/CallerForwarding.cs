using Grpc.Core;
using Grpc.Core.Interceptors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Clients;

/// <summary>Adds the current caller's token, correlation id, causation id and a default deadline to every outgoing call.</summary>
internal sealed class CallerForwarding(ServiceIdentity identity, TimeProvider time) : Interceptor
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, limited: true));

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, limited: true));

    // Streams get no default deadline: a subscription stays open until the client cancels it.
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Prepared(context, limited: false));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, limited: false));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Prepared(context, limited: false));

    private ClientInterceptorContext<TRequest, TResponse> Prepared<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, bool limited)
        where TRequest : class
        where TResponse : class
    {
        var caller = identity.CurrentCaller;
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? []) headers.Add(entry);
        headers.Add("authorization", $"Bearer {caller.Token ?? identity.TokenFor(caller)}");
        headers.Add(CallerMiddleware.CorrelationHeader, caller.CorrelationId);
        if (caller.CausationId is { } causationId) headers.Add(CallerMiddleware.CausationHeader, causationId);
        var options = context.Options.WithHeaders(headers);
        if (limited && options.Deadline is null) options = options.WithDeadline((time.GetUtcNow() + DefaultDeadline).UtcDateTime);
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
    }
}

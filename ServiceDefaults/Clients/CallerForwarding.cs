using Grpc.Core;
using Grpc.Core.Interceptors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Clients;

/// <summary>
/// Says on every outgoing call on whose behalf it is made, and by which service: the caller's inside token with the service's own; in
/// work that nobody waits for, what the service signs for the person; else the service alone. Adds workspace, correlation id, causation
/// id and a default deadline.
/// </summary>
internal sealed class CallerForwarding(ServiceIdentity identity, ServiceTokens tokens, TimeProvider time, string called) : Interceptor
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
        AddIdentity(headers, caller);
        headers.Add(IdentityHeaders.Workspace, caller.Workspace);
        headers.Add(IdentityHeaders.Correlation, caller.CorrelationId);
        if (caller.CausationId is { } causationId) headers.Add(IdentityHeaders.Causation, causationId);
        var options = context.Options.WithHeaders(headers);
        if (limited && options.Deadline is null) options = options.WithDeadline((time.GetUtcNow() + DefaultDeadline).UtcDateTime);
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
    }

    private void AddIdentity(Metadata headers, Caller caller)
    {
        if (caller.Token is { } token && token.LastsAt(time.GetUtcNow()))
        {
            headers.Add(IdentityHeaders.Authorization, IdentityHeaders.Bearer(token.Text));
            headers.Add(IdentityHeaders.ServiceAuthorization, IdentityHeaders.Bearer(tokens.Own(called)));
            return;
        }

        var own = caller.Subject == identity.Subject;
        headers.Add(IdentityHeaders.Authorization, IdentityHeaders.Bearer(own ? tokens.Own(called) : tokens.ActingFor(caller, called)));
    }
}

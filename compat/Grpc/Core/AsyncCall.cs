namespace Grpc.Core;

/// <summary>What the four kinds of calls have in common on the client: headers, end and disposal.</summary>
internal sealed class AsyncCall(
    Func<object?, Task<Metadata>> responseHeaders,
    Func<object?, Status> status,
    Func<object?, Metadata> trailers,
    Action<object?> dispose,
    object? state)
{
    public Task<Metadata> ResponseHeadersAsync => responseHeaders(state);

    public Status Status => status(state);

    public Metadata Trailers => trailers(state);

    public void Dispose() => dispose(state);

    public static AsyncCall Of(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose) =>
        new(_ => responseHeaders, _ => status(), _ => trailers(), _ => dispose(), null);
}

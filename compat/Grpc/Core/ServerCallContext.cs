namespace Grpc.Core;

/// <summary>A call as its handler sees it.</summary>
public abstract class ServerCallContext
{
    /// <summary>The path of the method: <c>/service/method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The <c>:authority</c> that was called.</summary>
    public string Host => HostCore;

    /// <summary>The caller's address, such as <c>ipv4:127.0.0.1:50000</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>The moment, in UTC, when the call ends; <see cref="DateTime.MaxValue"/> without a deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>The headers that the caller sent.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Fires when the caller cancels, the connection breaks or the deadline passes.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Sent after the last message.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status that the call ends with unless the handler throws.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>How responses are written.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>Who calls, as far as the transport knows.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>Values that interceptors and the handler share during the call.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>The path of the method.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>The <c>:authority</c> that was called.</summary>
    protected abstract string HostCore { get; }

    /// <summary>The caller's address.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>The moment when the call ends.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>The headers that the caller sent.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Fires when the call is over before its handler is.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Sent after the last message.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>The status that the call ends with.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>How responses are written.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Who calls.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>Values shared during the call.</summary>
    protected virtual IDictionary<object, object> UserStateCore => throw new NotSupportedException("The context holds no user state.");

    /// <summary>Sends the headers of the response, at most once and before the first message.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>A token that ties further calls to this one.</summary>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    /// <summary>Sends the headers of the response.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>A token that ties further calls to this one.</summary>
    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}

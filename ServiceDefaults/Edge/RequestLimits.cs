using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// What a connection and a request may hold, and how slow they may be. Those of services are a little wider than the gateway's: what it
/// lets in, with the headers that it adds, is not refused behind it.
/// </summary>
internal sealed record RequestLimits
{
    /// <summary>How many headers a request may have.</summary>
    public int Headers { get; init; } = 128;

    /// <summary>All headers of a request together.</summary>
    public int HeaderBytes { get; init; } = 64 * 1024;

    /// <summary>Method, path and query.</summary>
    public int RequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>The body of an HTTP request; streams of gRPC have limits per message.</summary>
    public long BodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Calls at once on one HTTP/2 connection.</summary>
    public int StreamsPerConnection { get; init; } = 100;

    /// <summary>Connections at once; further ones are closed.</summary>
    public long Connections { get; init; } = 20_000;

    /// <summary>Until all headers of a request are there.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection without a request is kept.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>How fast a body must be sent, and an answer taken, after the grace time.</summary>
    public double BytesPerSecond { get; init; } = 240;

    /// <summary>From when on the rate counts; at least a second.</summary>
    public TimeSpan SlowTime { get; init; } = TimeSpan.FromSeconds(5);

    public void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestHeaderCount = Headers;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestLineSize = RequestLineBytes;
        limits.MaxRequestBodySize = BodyBytes;
        limits.MaxConcurrentConnections = Connections;
        limits.RequestHeadersTimeout = HeaderTime;
        limits.KeepAliveTimeout = IdleTime;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, SlowTime);
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, SlowTime);
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        limits.Http2.HeaderTableSize = 4096;
        limits.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
        limits.Http3.MaxRequestHeaderFieldSize = HeaderBytes;
        // A peer that has gone without a word is noticed.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}

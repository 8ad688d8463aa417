using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a channel calls.</summary>
public sealed class GrpcChannelOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;
    private const int DefaultMaxRetryAttempts = 5;

    /// <summary>How the channel is secured; must fit the scheme of its address.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The largest message that is sent, in bytes; null means any.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message that is accepted, in bytes; 4 MB unless set, null means any.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>The most attempts that a retry policy may make, the first included; null means any.</summary>
    public int? MaxRetryAttempts { get; set; } = DefaultMaxRetryAttempts;

    /// <summary>The compressions that are understood; null means gzip and deflate.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>Where the channel logs.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The client that requests go through; excludes <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The handler that requests go through; excludes <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing of the channel disposes of the client or handler given here.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a cancelled call throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/>.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials are sent over a channel without TLS.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>Which methods are retried, and how.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>Creates what call credentials ask the container for; unused by this channel itself.</summary>
    public IServiceProvider? ServiceProvider { get; set; }

    /// <summary>The version of HTTP; 2 unless set.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>How the version of HTTP is agreed; exactly that version unless set.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }
}

using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Internal;
using Grpc.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A channel over HTTP/2; expensive to create, cheap to call over, safe to share.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker invoker;
    private readonly bool ownsInvoker;
    private readonly ConcurrentDictionary<IMethod, MethodRoute> routes = new();
    private readonly ConcurrentDictionary<IDisposable, byte> activeCalls = new();
    private readonly ServiceRetries retries;
    private bool disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
            throw new ArgumentException($"{nameof(options.HttpClient)} and {nameof(options.HttpHandler)} have been configured. Only one HTTP caller can be specified.", nameof(options));
        Address = address;
        Options = options;
        Credentials = new ChannelSecurity(address, options);
        Compression = new CompressionProviders(options.CompressionProviders ?? CompressionProviders.Defaults());
        Logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Grpc.Net.Client.Internal.GrpcCall");
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? HttpVersionPolicy.RequestVersionExact;
        retries = new ServiceRetries(options);
        if (options.HttpClient is null)
        {
            invoker = new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(), disposeHandler: options.HttpHandler is null || options.DisposeHttpClient);
            ownsInvoker = true;
        }
        else
        {
            invoker = options.HttpClient;
            ownsInvoker = options.DisposeHttpClient;
        }
    }

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    internal ChannelSecurity Credentials { get; }

    internal CompressionProviders Compression { get; }

    internal ILogger Logger { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    /// <summary>A channel to an address such as <c>http://localhost:5000</c> (HTTP/2 without TLS) or <c>https://host</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <summary>A channel to an address.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc />
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new HttpClientCallInvoker(this);
    }

    /// <summary>Cancels the calls of the channel and closes it.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        foreach (var (call, _) in activeCalls) call.Dispose();
        if (ownsInvoker) invoker.Dispose();
    }

    internal void Add(IDisposable call)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        activeCalls.TryAdd(call, 0);
    }

    internal void Remove(IDisposable call) => activeCalls.TryRemove(call, out _);

    internal MethodRoute RouteOf(IMethod method) => routes.GetOrAdd(method, static (m, channel) => new MethodRoute(
        new Uri(channel.Address, m.FullName), m, channel.retries.For(m)), this);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker is HttpClient client
        ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
        : invoker.SendAsync(request, cancellationToken);

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    };
}

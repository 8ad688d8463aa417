using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What a channel's credentials mean for its calls.</summary>
internal sealed class ChannelSecurity : ChannelCredentialsConfiguratorBase
{
    private readonly List<CallCredentials> callCredentials = [];
    private bool? secure;

    public ChannelSecurity(Uri address, GrpcChannelOptions options)
    {
        var isHttps = address.Scheme == Uri.UriSchemeHttps;
        if (!isHttps && address.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"The address '{address}' is not supported: its scheme must be http or https.", nameof(address));
        options.Credentials?.InternalPopulateConfiguration(this, this);
        if (secure is { } wanted && wanted != isHttps)
        {
            throw new InvalidOperationException(wanted
                ? $"Channel is configured with secure channel credentials and can't use address '{address}'. Use https."
                : $"Channel is configured with insecure channel credentials and can't use address '{address}'. Use http.");
        }
        SendsCallCredentials = isHttps || options.UnsafeUseInsecureChannelCallCredentials;
    }

    /// <summary>Whether the credentials of calls are sent at all.</summary>
    public bool SendsCallCredentials { get; }

    /// <summary>The credentials of every call.</summary>
    public IReadOnlyList<CallCredentials> CallCredentials => callCredentials;

    public override void SetInsecureCredentials(object state) => secure = false;

    public override void SetSslCredentials(object state, string? rootCertificates, object? keyCertificatePair, object? verifyPeerCallback) => secure = true;

    public override void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, state);
        this.callCredentials.Add(callCredentials);
    }
}

/// <summary>Flattens call credentials to what adds their headers.</summary>
internal sealed class CallCredentialsReader : CallCredentialsConfiguratorBase
{
    public List<AsyncAuthInterceptor> Interceptors { get; } = [];

    public override void SetCompositeCredentials(object state, IReadOnlyList<CallCredentials> credentials)
    {
        foreach (var each in credentials) each.InternalPopulateConfiguration(this, state);
    }

    public override void SetAsyncAuthInterceptorCredentials(object state, AsyncAuthInterceptor interceptor) => Interceptors.Add(interceptor);
}

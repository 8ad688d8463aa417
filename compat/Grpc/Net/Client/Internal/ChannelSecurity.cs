using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What a channel's credentials mean for its calls.</summary>
internal sealed class ChannelSecurity : ChannelCredentialsConfiguratorBase
{
    private readonly List<CallCredentials> callCredentials = [];
    private readonly bool allowsInsecure;
    private bool? secure;

    public ChannelSecurity(Uri address, GrpcChannelOptions options)
    {
        allowsInsecure = options.UnsafeUseInsecureChannelCallCredentials;
        options.Credentials?.InternalPopulateConfiguration(this, this);
        var isHttps = address.Scheme == Uri.UriSchemeHttps;
        if (!isHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            throw new InvalidOperationException(secure is null
                ? $"Unable to determine the TLS configuration of the channel from address '{address}'."
                : $"No address resolver configured for the scheme '{address.Scheme}'.");
        }
        if (secure is { } wanted && wanted != isHttps)
        {
            throw new InvalidOperationException(
                $"Channel is configured with {(wanted ? "secure" : "insecure")} channel credentials and can't use a HttpClient with a '{address.Scheme}' scheme.");
        }
        SendsCallCredentials = isHttps || allowsInsecure;
    }

    /// <summary>Whether the credentials of calls are sent at all.</summary>
    public bool SendsCallCredentials { get; }

    /// <summary>The credentials of every call.</summary>
    public IReadOnlyList<CallCredentials> CallCredentials => callCredentials;

    public override void SetInsecureCredentials(object state) => secure = false;

    public override void SetSslCredentials(object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback) => secure = true;

    public override void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, state);
        if (secure != true && !allowsInsecure)
            throw new InvalidOperationException($"CallCredentials can't be composed with {channelCredentials.GetType().Name} unless {nameof(GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials)} is set on the channel.");
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

using Microsoft.Security.AntiSSRF;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// The one way out to addresses that somebody outside decides on, such as an identity provider's, which its own documents can change
/// (server-side request forgery). Every address that a name resolves to is checked, and the one that was checked is connected to;
/// redirects are not followed.
/// </summary>
public static class OutgoingHttp
{
    // The metadata services of clouds (169.254.0.0/16, fd00:ec2::254) are in none of them.
    private static readonly string[] PrivateAddresses = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A handler that refuses what it must not connect to, before it does, with an <see cref="HttpRequestException"/>.
    /// </summary>
    /// <param name="allowPrivate">
    /// Whether loopback and private IPv4 networks are allowed, and plain HTTP; link-local and other special addresses never are.
    /// </param>
    public static HttpMessageHandler Handler(bool allowPrivate)
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = allowPrivate };
        if (allowPrivate) policy.AddAllowedAddresses(PrivateAddresses);
        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = ConnectTime;
        handler.PooledConnectionLifetime = ConnectionLife;
        return new OutgoingHandler(handler);
    }
}

using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MlOps.ServiceDefaults.Edge;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Edge;

/// <summary>Registers where the gateway listens, its TLS, and what it refuses before it looks who asks.</summary>
internal static class EdgeRegistration
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    public static void AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => EdgeSettings.Of(configuration, provider.GetRequiredService<IdentitySettings>()));
        services.AddSingleton(ListeningOf);
        services.AddSingleton<IStartupFilter, EdgeFilter>();
    }

    private static Listening ListeningOf(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<EdgeSettings>();
        var plain = new Listening(settings.Address, settings.Limits);
        if (settings.Certificate is not { } files) return plain;
        var certificate = ActivatorUtilities.CreateInstance<ServerCertificate>(provider, files);
        return plain with
        {
            Tls = endpoint => endpoint.UseHttps(new HttpsConnectionAdapterOptions
            {
                HandshakeTimeout = HandshakeTime,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate,
                // With those that lead to its root; a selected one would be shown alone.
                OnAuthenticate = (_, options) =>
                {
                    options.ServerCertificateSelectionCallback = null;
                    options.ServerCertificateContext = certificate.Current;
                },
            }),
        };
    }
}

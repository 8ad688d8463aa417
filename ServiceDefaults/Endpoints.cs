using System.Net;
using System.Net.Quic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOps.ServiceDefaults.Edge;

namespace MlOps.ServiceDefaults;

/// <summary>
/// Configures Kestrel's two endpoints: HTTP/1.1 on <c>HTTP_PORT</c>, HTTP/2 on <c>GRPC_PORT</c>; an unset port is dynamic. With TLS, where
/// client and server agree on a version, the first serves HTTP/2 and 3 too. A third one, <c>INSIDE_PORT</c>, is plain HTTP/1.1 on loopback
/// for the other services of this machine, if it is set.
/// </summary>
internal static class Endpoints
{
    public static void AddEndpoints(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddSingleton(_ => Listening.Of(configuration));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var listening = kestrel.ApplicationServices.GetRequiredService<Listening>();
            listening.Check(configuration);
            kestrel.AddServerHeader = false;
            listening.Limits.Apply(kestrel.Limits);
            kestrel.Listen(listening.Address, Port("HTTP_PORT"), endpoint =>
            {
                endpoint.Protocols = listening.Tls is null ? HttpProtocols.Http1 : Negotiated;
                listening.Tls?.Invoke(endpoint);
            });
            kestrel.Listen(listening.Address, Port("GRPC_PORT"), endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                listening.Tls?.Invoke(endpoint);
            });
            if (Port("INSIDE_PORT") is > 0 and var inside)
                kestrel.Listen(IPAddress.Loopback, inside, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });

        int Port(string key) => configuration.GetValue(key, 0);
    }

    private static HttpProtocols Negotiated => HasQuic ? HttpProtocols.Http1AndHttp2AndHttp3 : HttpProtocols.Http1AndHttp2;

    private static bool HasQuic =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicListener.IsSupported;
}

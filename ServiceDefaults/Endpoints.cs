using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace MlOps.ServiceDefaults;

/// <summary>
/// Configures Kestrel's two endpoints without TLS: HTTP/1.1 on <c>HTTP_PORT</c>, HTTP/2 on <c>GRPC_PORT</c>; an unset port is dynamic.
/// </summary>
internal static class Endpoints
{
    public static void AddEndpoints(this WebApplicationBuilder builder)
    {
        var address = IPAddress.Parse(builder.Configuration["BIND_ADDRESS"] ?? "127.0.0.1");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, Port("HTTP_PORT"), endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(address, Port("GRPC_PORT"), endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });

        int Port(string key) => builder.Configuration.GetValue(key, 0);
    }
}

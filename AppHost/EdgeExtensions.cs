using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MlOps.Hosting;

namespace MlOps.AppHost;

/// <summary>How the gateway meets the world outside: section <c>Edge</c>.</summary>
internal static class EdgeExtensions
{
    private const string Inside = "inside";
    private const string Certificate = "Edge:Certificate:Path";
    private static readonly string[] Files = [Certificate, "Edge:Certificate:KeyPath"];

    /// <summary>
    /// The endpoint at which this machine's services and the health check find the gateway. With a certificate, which need not be for
    /// loopback, or another address than loopback it is one of its own, plain and on loopback.
    /// </summary>
    public static string InsideEndpoint(this IDistributedApplicationBuilder builder) =>
        builder.Configuration[Certificate] is { Length: > 0 } || builder.Configuration["Edge:Address"] is { Length: > 0 } ? Inside : "http";

    /// <summary>Passes the settings on; with a certificate the gateway's addresses are https.</summary>
    public static IResourceBuilder<ProjectResource> WithEdge(this IResourceBuilder<ProjectResource> gateway)
    {
        var configuration = gateway.ApplicationBuilder.Configuration;
        foreach (var (key, value) in configuration.GetSection("Edge").AsEnumerable().Where(setting => setting.Value is { Length: > 0 }))
        {
            // The gateway's working directory is another one.
            var text = Files.Contains(key, StringComparer.OrdinalIgnoreCase) ? Path.GetFullPath(value!) : value;
            gateway.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), text);
        }

        if (gateway.ApplicationBuilder.InsideEndpoint() == Inside) gateway.WithLoopbackEndpoint(Inside, "http", "INSIDE_PORT");
        if (configuration[Certificate] is not { Length: > 0 }) return gateway;
        foreach (var name in (string[])["http", "grpc"]) gateway.WithEndpoint(name, endpoint => endpoint.UriScheme = "https");
        return gateway;
    }
}

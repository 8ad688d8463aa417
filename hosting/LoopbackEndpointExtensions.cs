using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting;

/// <summary>Adds endpoints on the loopback address.</summary>
public static class LoopbackEndpointExtensions
{
    /// <summary>Adds an endpoint on the loopback address that the program listens on itself, without Aspire's proxy.</summary>
    public static IResourceBuilder<T> WithLoopbackEndpoint<T>(
        this IResourceBuilder<T> program, string name, string scheme, string? variable = null, int? port = null)
        where T : IResourceWithEndpoints =>
        program.WithEndpoint(port: port, targetPort: port, scheme: scheme, name: name, env: variable, isProxied: false)
            .WithEndpoint(name, endpoint => endpoint.TargetHost = "127.0.0.1");
}

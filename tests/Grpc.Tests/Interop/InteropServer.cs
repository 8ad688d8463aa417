using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlOps.Grpc.Tests.Interop;

/// <summary>An application on a port of its own that speaks HTTP/2 without TLS, with the interop service unless told otherwise.</summary>
public sealed class InteropServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private InteropServer(WebApplication application) => this.application = application;

    public Uri Address { get; private init; } = null!;

    public IServiceProvider Services => application.Services;

    public static Task<InteropServer> StartAsync() => StartAsync(services => services.AddGrpc(), app => app.MapGrpcService<InteropService>());

    public static async Task<InteropServer> StartAsync(Action<IServiceCollection> addServices, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        addServices(builder.Services);
        var application = builder.Build();
        map(application);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new InteropServer(application) { Address = new Uri(addresses.Single()) };
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}

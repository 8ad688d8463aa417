using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests;

/// <summary>A server with a scripted service, and a client of it.</summary>
public sealed class Scripted : IAsyncDisposable
{
    private readonly InteropServer server;
    private readonly GrpcChannel channel;

    private Scripted(InteropServer server, ScriptedService service, GrpcChannelOptions options)
    {
        this.server = server;
        Service = service;
        channel = GrpcChannel.ForAddress(server.Address, options);
        Client = new TestService.TestServiceClient(channel);
    }

    public Uri Address => server.Address;

    public ScriptedService Service { get; }

    public GrpcChannel Channel => channel;

    public TestService.TestServiceClient Client { get; }

    public static async Task<Scripted> StartAsync(ScriptedService service, Action<GrpcServiceOptions>? configure = null, GrpcChannelOptions? channel = null)
    {
        var server = await InteropServer.StartAsync(
            services => services.AddSingleton(service).AddGrpc(configure ?? (_ => { })),
            app => app.MapGrpcService<ScriptedService>());
        return new Scripted(server, service, channel ?? new GrpcChannelOptions());
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }
}

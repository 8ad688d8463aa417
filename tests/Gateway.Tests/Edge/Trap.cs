using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>A server on this machine that counts who comes, and answers as the test wants.</summary>
internal sealed class Trap : IAsyncDisposable
{
    private WebApplication? app;
    private int connections;

    public int Port { get; } = FreePort.Next();

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref connections);

    public static async Task<Trap> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var trap = new Trap();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
            {
                kestrel.Listen(address, trap.Port, endpoint => endpoint.Use(next => connection =>
                {
                    Interlocked.Increment(ref trap.connections);
                    return next(connection);
                }));
            }
        });
        var app = builder.Build();
        trap.app = app;
        app.Run(answer);
        await app.StartAsync();
        return trap;
    }

    public async ValueTask DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }
}

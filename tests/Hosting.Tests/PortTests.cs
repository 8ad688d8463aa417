using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using MlOps.Hosting.Ports;

namespace MlOps.Hosting.Tests;

public sealed class PortTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void names_keep_their_ports_from_start_to_start()
    {
        var first = Choose("a/http", "a/grpc", "b/http");

        Choose("b/http", "c/http", "a/grpc", "a/http").ShouldContainKeyAndValue("a/grpc", first["a/grpc"]);
        first.Values.Distinct().Count().ShouldBe(3);
        File.GetUnixFileMode(directory["ports.json"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void a_port_that_somebody_took_meanwhile_is_given_up()
    {
        var port = Choose("a/http")["a/http"];
        using var somebody = new TcpListener(IPAddress.Loopback, port);
        somebody.Start();

        Choose("a/http")["a/http"].ShouldNotBe(port);
    }

    [Fact]
    public async Task a_port_that_was_asked_for_and_is_in_use_is_named()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var port = ((IPEndPoint)somebody.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<DistributedApplicationException>(() => TestApplication.StartAsync(builder =>
        {
            builder.KeepPorts(directory["ports.json"], patience: TimeSpan.Zero);
            builder.AddExecutable("program", "true", "/").WithLoopbackEndpoint("http", "http", port: port);
        }));

        refusal.Message.ShouldBe($"Port {port}, wanted by endpoint 'http' of resource 'program', is in use by another process.");
    }

    private IReadOnlyDictionary<string, int> Choose(params string[] names) => new PortStore(directory["ports.json"]).Choose(names);
}

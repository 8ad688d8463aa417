using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Gateway.Tests;

/// <summary>Clients that go away in the middle of a request are an everyday matter, not one for the log.</summary>
[Collection(GatewayCollection.Name)]
public sealed class DisconnectTests : IDisposable
{
    private readonly GatewaySystem system;
    private readonly MeterListener listener = new();
    private readonly string[] logged;
    private int ended;

    private IEnumerable<string> Logs => [.. system.Gateway.Log, .. system.Serving.Log, .. system.Catalog.Log];

    public DisconnectTests(GatewaySystem system)
    {
        this.system = system;
        logged = [.. Logs];
        var meters = system.Gateway.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "http.server.request.duration" && instrument.Meter.Scope == meters) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.route" && value is string route && route.Contains("{**", StringComparison.Ordinal)) Interlocked.Increment(ref ended);
            }
        });
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task an_upload_over_http_that_breaks_off_is_not_logged(bool reset)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(system.Gateway.HttpAddress.Host, system.Gateway.HttpAddress.Port);
        var token = system.System.OutsideTokenOf("app", "application");
        var head = $"POST /v2/models/{GatewaySystem.Model}/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        // Whoever asks for more is reading the body.
        await client.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length]);
        await client.GetStream().WriteAsync("{"u8.ToArray());

        if (reset) client.Client.Close(timeout: 0);
        else client.Close();

        await ShouldEndQuietlyAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_waiting_call_that_is_given_up_is_not_logged(bool reset)
    {
        using var connection = new CutConnection(system.Gateway.GrpcAddress, system.System.OutsideTokenOf("app", "engineer"));
        var waiting = system.Gate.Waiting;
        using var call = new DatasetCatalog.DatasetCatalogClient(connection.Channel).GetDatasetAsync(new GetDatasetRequest());
        await Eventually.HoldsAsync(() => Task.FromResult(system.Gate.Waiting > waiting));

        if (reset) connection.Cut();
        else call.Dispose();

        await ShouldEndQuietlyAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task an_upload_over_grpc_that_breaks_off_is_not_logged(bool reset)
    {
        using var connection = new CutConnection(system.Gateway.GrpcAddress, system.System.OutsideTokenOf("app", "engineer"));
        using var call = new DatasetCatalog.DatasetCatalogClient(connection.Channel).ImportVersion();
        var chunk = ByteString.CopyFrom(new byte[1 << 20]);
        // More than the windows on the way hold: it arrives.
        for (var i = 0; i < 8; i++) await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = chunk });

        if (reset) connection.Cut();
        else call.Dispose();

        await ShouldEndQuietlyAsync();
    }

    private async Task ShouldEndQuietlyAsync()
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref ended) == 1));
        Logs.Except(logged).ShouldBeEmpty();
    }

    /// <summary>An HTTP/2 connection that can be reset.</summary>
    private sealed class CutConnection : IDisposable
    {
        private Socket? socket;

        public CutConnection(Uri address, string token)
        {
            var credentials = CallCredentials.FromInterceptor((_, metadata) =>
            {
                metadata.Add("authorization", $"Bearer {token}");
                return Task.CompletedTask;
            });
            Channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
            {
                Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials), UnsafeUseInsecureChannelCallCredentials = true,
                HttpHandler = new SocketsHttpHandler { ConnectCallback = ConnectAsync }, DisposeHttpClient = true,
            });
        }

        public GrpcChannel Channel { get; }

        public void Cut() => socket!.Close(timeout: 0);

        public void Dispose() => Channel.Dispose();

        private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}

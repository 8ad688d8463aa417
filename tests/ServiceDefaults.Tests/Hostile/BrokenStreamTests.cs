using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceDefaults.Tests.Clients;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Hostile;

/// <summary>Callers that stall or vanish leave nothing behind, and neither do services that break off.</summary>
public sealed class BrokenStreamTests : IAsyncLifetime
{
    private const string Import = "/mlops.catalog.v1.DatasetCatalog/ImportVersion";
    private readonly Streams streams = new();
    private TestSystem system = null!;
    private TestService service = null!;
    private DatasetCatalog.DatasetCatalogClient client = null!;

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        service = await system.StartServiceAsync("catalog", b => b.Services.AddSingleton(streams), app => app.MapGrpcService<StreamingCatalog>());
        client = new DatasetCatalog.DatasetCatalogClient(service.ChannelAs("ann", "engineer"));
    }

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task connections_that_vanish_in_the_middle_of_a_message_end_their_handlers()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(service.GrpcAddress.Host, service.GrpcAddress.Port);
            await socket.GetStream().WriteAsync(RawHttp2.OpenStream(Import, system.TokenOf("ann", "engineer"), RawCall.Frame(new byte[10], length: 1000)));
            await Eventually.HoldsAsync(() => Task.FromResult(streams.Active == 1));
            socket.Client.Close(0);
            await Eventually.HoldsAsync(() => Task.FromResult(streams.Active == 0));
        }

        await client.GetDatasetAsync(new());
        service.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task bytes_that_are_not_http_are_survived()
    {
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(service.GrpcAddress.Host, service.GrpcAddress.Port);
            var garbage = new byte[1000];
            random.NextBytes(garbage);
            byte[] sent = i % 2 == 0 ? garbage : [.. RawHttp2.Preface, .. garbage];
            await socket.GetStream().WriteAsync(sent);
        }

        await client.GetDatasetAsync(new());
        service.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_thousand_cancelled_calls_leave_no_handler_and_a_working_channel()
    {
        await Parallel.ForAsync(0, 1000, async (i, cancellation) =>
        {
            using var call = client.ImportVersion(cancellationToken: cancellation);
            if (i % 2 != 0) return;
            try
            {
                await call.RequestStream.WriteAsync(new ImportVersionRequest(), cancellation);
            }
            catch (RpcException)
            {
                // A server that has more resets to work off than it allows refuses what comes next; the client goes on.
            }
        });

        await Eventually.HoldsAsync(() => Task.FromResult(streams.Active == 0));
        await client.GetDatasetAsync(new());
    }

    [Fact]
    public async Task a_reader_that_stalls_stops_the_writer_instead_of_filling_memory()
    {
        using var call = client.ReadFile(new ReadFileRequest());
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();

        // Nothing more is read: the count must come to rest, far below what could be written meanwhile.
        var (last, same) = (0, 0);
        await Eventually.HoldsAsync(() =>
        {
            var written = streams.Written;
            (last, same) = (written, written > 0 && written == last ? same + 1 : 0);
            return Task.FromResult(same == 20);
        });
        streams.Written.ShouldBeLessThan(500);

        call.Dispose();
        await Eventually.HoldsAsync(() => Task.FromResult(streams.Active == 0));
    }

    [Fact]
    public async Task another_service_that_breaks_off_is_unavailable()
    {
        await using var broken = new RawServer((_, _) => ([], true));
        await using var relay = await system.StartServiceAsync(
            "relay", b => b.AddServiceClient<DatasetCatalog.DatasetCatalogClient>("catalog", DatasetCatalog.Descriptor), app => app.MapGrpcService<RelayedCatalog>(),
            new Dictionary<string, string?> { ["services:catalog:grpc:0"] = broken.Address.ToString() });

        var call = new DatasetCatalog.DatasetCatalogClient(relay.ChannelAs("ann", "engineer")).RegisterDatasetAsync(new());

        (await Should.ThrowAsync<RpcException>(() => call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
        relay.Log.ShouldBeEmpty();
    }

    private sealed class Streams
    {
        private int active;
        private int written;

        public int Active => Volatile.Read(ref active);

        public int Written => Volatile.Read(ref written);

        public void Wrote() => Interlocked.Increment(ref written);

        public async Task<T> CountAsync<T>(Func<Task<T>> handle)
        {
            Interlocked.Increment(ref active);
            try
            {
                return await handle();
            }
            finally
            {
                Interlocked.Decrement(ref active);
            }
        }
    }

    private sealed class StreamingCatalog(Streams streams) : DatasetCatalog.DatasetCatalogBase
    {
        public override Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) => Task.FromResult(new Dataset());

        public override Task<Operation> ImportVersion(IAsyncStreamReader<ImportVersionRequest> requestStream, ServerCallContext context) => streams.CountAsync(async () =>
        {
            var operation = new Operation();
            while (await requestStream.MoveNext(context.CancellationToken)) operation.Revision++;
            return operation;
        });

        public override Task ReadFile(ReadFileRequest request, IServerStreamWriter<ReadFileResponse> responseStream, ServerCallContext context) => streams.CountAsync<bool>(async () =>
        {
            var response = new ReadFileResponse { Chunk = ByteString.CopyFrom(new byte[100_000]) };
            while (true)
            {
                await responseStream.WriteAsync(response, context.CancellationToken);
                streams.Wrote();
            }
        });
    }
}

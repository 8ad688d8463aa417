using Google.Protobuf;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.Blobs;
using MlOps.Catalog.Datasets;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceHost;
using Npgsql;
using Code = Google.Rpc.Code;
using OperationsClient = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.Catalog.Tests;

/// <summary>Imports that are interrupted, cancelled or refused, and the uploads that they leave or do not leave behind.</summary>
public sealed class ImportOperationTests(CatalogSystem system) : IClassFixture<CatalogSystem>
{
    private const string Event = "dataset_version_imported";

    private OperationsClient Operations => new(system.Calls);

    private UploadStore Uploads => system.Service.Services.GetRequiredService<UploadStore>();

    [Fact]
    public async Task an_import_whose_worker_died_before_its_event_is_one_version_and_the_upload_is_gone()
    {
        await system.RegisterAsync("crashed");
        Operation started;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, Event))
        {
            started = await ImportAsync("crashed");
            await held.ArrivedAsync();
            File.Exists(Uploads.PathOf(started.Id)).ShouldBeTrue();
            await LoseLeaseAsync(started.Id);
            await Eventually.HoldsAsync(async () => (await GetAsync(started)).Attempts == 2);
        }

        var version = (await EndOfAsync(started)).Result.Unpack<DatasetVersion>();

        (version.Version, version.RowCount, version.AlreadyExisted).ShouldBe((1, 2, false));
        (await EventsAsync("crashed")).ShouldBe(2);
        File.Exists(Uploads.PathOf(started.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task an_import_goes_on_after_a_restart_of_the_service()
    {
        await system.RegisterAsync("restarted");
        Operation started;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, Event))
        {
            started = await ImportAsync("restarted");
            await held.ArrivedAsync();
            await system.Service.StopAsync();
        }

        await system.Service.StartAsync();

        (await EndOfAsync(started)).State.ShouldBe(OperationState.Succeeded);
        (await EventsAsync("restarted")).ShouldBe(2);
    }

    [Fact]
    public async Task a_cancelled_import_is_no_version_and_its_upload_is_gone()
    {
        await system.RegisterAsync("cancelled");
        Operation started;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, Event))
        {
            started = await ImportAsync("cancelled");
            await held.ArrivedAsync();
            await Operations.CancelOperationAsync(new CancelOperationRequest { Id = started.Id, Reason = "the wrong file" });
        }

        (await GetAsync(started)).State.ShouldBe(OperationState.Cancelled);
        (await EventsAsync("cancelled")).ShouldBe(1);
        File.Exists(Uploads.PathOf(started.Id)).ShouldBeFalse();
        // The worker is free for the next one.
        (await EndOfAsync(await ImportAsync("cancelled"))).Result.Unpack<DatasetVersion>().Version.ShouldBe(1);
    }

    [Fact]
    public async Task a_malformed_file_fails_the_operation_with_the_line_and_nothing_is_kept()
    {
        await system.RegisterAsync("ragged");
        var blobs = system.Blobs().Count;

        var ended = await EndOfAsync(await ImportAsync("ragged", "a,b\n1,2\n3,4,5\n"));

        (ended.State, ended.Error.Code).ShouldBe((OperationState.Failed, (int)Code.InvalidArgument));
        ended.Error.Message.ShouldContain("3");
        system.Blobs().Count.ShouldBe(blobs);
    }

    [Fact]
    public async Task a_repeated_request_keeps_the_first_upload_only()
    {
        await system.RegisterAsync("repeated-upload");
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, Event))
        {
            var first = await ImportAsync("repeated-upload", requestId: "once");
            await held.ArrivedAsync();
            var uploads = Directory.GetFiles(Path.GetDirectoryName(Uploads.PathOf("any"))!).Length;

            var second = await ImportAsync("repeated-upload", requestId: "once");

            second.Id.ShouldBe(first.Id);
            Directory.GetFiles(Path.GetDirectoryName(Uploads.PathOf("any"))!).Length.ShouldBe(uploads);
        }
    }

    [Fact]
    public async Task uploads_that_no_active_operation_needs_are_purged()
    {
        await system.RegisterAsync("purged");
        var purge = system.Service.Services.GetServices<IHostedService>().OfType<UploadPurge>().Single();
        await Uploads.PutAsync("orphan", new MemoryStream([1, 2, 3]), CancellationToken.None);
        await Uploads.PutAsync("fresh", new MemoryStream([1, 2, 3]), CancellationToken.None);
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, Event))
        {
            var active = await ImportAsync("purged");
            await held.ArrivedAsync();
            foreach (var old in (string[])["orphan", active.Id])
                File.SetLastWriteTimeUtc(Uploads.PathOf(old), DateTime.UtcNow.AddHours(-2));

            await purge.PurgeAsync(CancellationToken.None);

            File.Exists(Uploads.PathOf("orphan")).ShouldBeFalse();
            File.Exists(Uploads.PathOf(active.Id)).ShouldBeTrue();
        }

        File.Exists(Uploads.PathOf("fresh")).ShouldBeTrue();
        Uploads.Remove("fresh");
    }

    private async Task<Operation> ImportAsync(string dataset, string csv = "a,b\n1,2\n3,4\n", string requestId = "")
    {
        using var call = system.Ann.ImportVersion();
        var header = new ImportHeader { Dataset = dataset, FileName = "data.csv", RequestId = requestId };
        await call.RequestStream.WriteAsync(new ImportVersionRequest { Header = header });
        await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFromUtf8(csv) });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    private async Task<Operation> GetAsync(Operation operation) =>
        await Operations.GetOperationAsync(new GetOperationRequest { Id = operation.Id });

    private async Task<Operation> EndOfAsync(Operation operation)
    {
        var ended = await Operations.WaitOperationAsync(new WaitOperationRequest { Id = operation.Id });
        ended.EndTime.ShouldNotBeNull();
        return ended;
    }

    private async Task LoseLeaseAsync(string operation)
    {
        await using var database = NpgsqlDataSource.Create(system.Service.Database);
        await using var command = database.CreateCommand(
            "UPDATE operation_queue SET worker = gen_random_uuid(), leased_until = now() WHERE operation_id = $1");
        command.Parameters.AddWithValue(operation);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private async Task<int> EventsAsync(string dataset)
    {
        await using var session = system.Service.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (await session.Events.FetchStreamAsync($"dataset/{dataset}")).Count;
    }
}

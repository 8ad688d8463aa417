using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.Features.TrainingSets;
using MlOps.ServiceHost;
using MlOps.Testing;
using Npgsql;
using Code = Google.Rpc.Code;
using OperationsClient = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.Features.Tests;

/// <summary>Training sets and materializations that are interrupted or cancelled between their work and their event.</summary>
public sealed class OperationTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private FeatureStore.FeatureStoreClient Ann => system.Ann;

    private OperationsClient Operations => new(system.Calls);

    [Fact]
    public async Task a_training_set_whose_worker_died_after_the_commit_reads_the_same_again_and_is_one_version_and_one_event()
    {
        await FeaturesCalls.DefineAsync(system, "crashed");
        Operation started;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "training_set_created"))
        {
            started = await Ann.CreateTrainingSetAsync(TrainingSetOf("crashed"));
            await held.ArrivedAsync();
            // As if the worker had died. Sources and definitions change before the next one begins.
            await LoseLeaseAsync(started.Id);
            await system.ImportAsync("crashed", "key,seen,amount,total,label\n1,2024-01-01,30,31,c\n");
            await Ann.UpdateFeatureViewAsync((UpdateFeatureViewRequest)FeaturesCalls.Mutations["UpdateFeatureView"]("crashed", 1));
            await Eventually.HoldsAsync(async () => (await GetAsync(started)).Attempts == 2);
        }

        var made = (await EndOfAsync(started)).Result.Unpack<TrainingSet>();

        (made.Version, made.Revision, made.RowCount, made.FeatureViewRevisions["crashed"]).ShouldBe((1, 1, 2, 1));
        made.DerivedFrom.ShouldBe(["dataset/crashed@1", "feature-service/crashed", "feature-view/crashed"]);
        (await VersionsAsync("crashed-training")).ShouldBe([1]);
        (await EventsAsync("training-set/crashed-training")).ShouldBe(1);
        (await PlansAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_materialization_that_was_stopped_after_its_rows_is_one_event()
    {
        await FeaturesCalls.DefineAsync(system, "stopped");
        Operation started;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "feature_view_materialized"))
        {
            started = await Ann.MaterializeAsync(new MaterializeRequest { FeatureView = "stopped" });
            await held.ArrivedAsync();
            await system.Service.StopAsync();
        }

        await system.Service.StartAsync();
        var ended = await EndOfAsync(started);

        var made = ended.Result.Unpack<Materialization>();
        // The keys are there from the first run.
        (made.RowsRead, made.KeysWritten).ShouldBe((2, 0));
        var view = await Ann.GetFeatureViewAsync(new GetFeatureViewRequest { Name = "stopped" });
        (view.Revision, view.MaterializedUntil).ShouldBe((2, made.EndTime));
        (await system.LookupAsync("stopped", "key", 1, 2)).Results[0].Values.Select(value => value.DoubleValue).ShouldBe([10, 20]);
    }

    [Fact]
    public async Task a_cancelled_training_set_is_no_event_and_another_one_can_be_made()
    {
        await FeaturesCalls.DefineAsync(system, "cancelled");
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "training_set_created"))
        {
            var started = await Ann.CreateTrainingSetAsync(TrainingSetOf("cancelled"));
            await held.ArrivedAsync();
            (await CancelAsync(started)).State.ShouldBe(OperationState.Cancelled);
        }

        (await EventsAsync("training-set/cancelled-training")).ShouldBe(0);
        (await PlansAsync()).ShouldBe(0);
        // The rows are the catalog's version already.
        var made = await system.TrainingSetAsync(TrainingSetOf("cancelled"));
        (made.Version, made.Revision).ShouldBe((1, 1));
    }

    [Fact]
    public async Task a_cancelled_materialization_leaves_the_view_where_it_was_and_the_next_one_begins_there()
    {
        await FeaturesCalls.DefineAsync(system, "halted");
        var request = new MaterializeRequest { FeatureView = "halted" };
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "feature_view_materialized"))
        {
            var started = await Ann.MaterializeAsync(request);
            await held.ArrivedAsync();
            (await CancelAsync(started)).State.ShouldBe(OperationState.Cancelled);
        }

        var view = await Ann.GetFeatureViewAsync(new GetFeatureViewRequest { Name = "halted" });
        (view.Revision, view.MaterializedUntil).ShouldBe((1, null));
        // The rows stay.
        (await system.LookupAsync("halted", "key", 1)).Results[0].Statuses.ShouldBe([FieldStatus.Present]);
        var next = await system.MaterializeAsync(request);
        (next.StartTime, next.RowsRead).ShouldBe((null, 2));
    }

    [Fact]
    public async Task an_expected_version_that_becomes_stale_in_the_queue_ends_the_operation()
    {
        await FeaturesCalls.DefineAsync(system, "late");
        Operation first, second;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "training_set_created"))
        {
            first = await Ann.CreateTrainingSetAsync(TrainingSetOf("late"));
            await held.ArrivedAsync();
            var other = TrainingSetOf("late", number: 2);
            other.ExpectedVersion = 0;
            second = await Ann.CreateTrainingSetAsync(other);
        }

        (await EndOfAsync(first)).State.ShouldBe(OperationState.Succeeded);
        var ended = await EndOfAsync(second);
        ended.State.ShouldBe(OperationState.Failed);
        ended.Error.Code.ShouldBe((int)Code.Aborted);
        (await VersionsAsync("late-training")).ShouldBe([1]);
    }

    [Fact]
    public async Task what_cannot_be_is_refused_before_anything_is_queued()
    {
        await FeaturesCalls.DefineAsync(system, "refused");
        var rob = new FeatureStore.FeatureStoreClient(system.Service.ChannelAs("rob", "viewer"));
        var nowhere = TrainingSetOf("refused");
        nowhere.Spine.Dataset = "nowhere";
        var nobody = new CreateTrainingSetRequest(TrainingSetOf("refused")) { FeatureService = "nobody" };
        var noLabel = TrainingSetOf("refused");
        noLabel.Spine.Labels.Add("nothing");
        var stale = new MaterializeRequest { FeatureView = "refused", ExpectedVersion = 7 };
        var backwards = new MaterializeRequest
        {
            FeatureView = "refused", StartTime = DateTime.UnixEpoch.AddDays(2).ToTimestamp(), EndTime = DateTime.UnixEpoch.ToTimestamp(),
        };

        await Refused.WithAsync(StatusCode.PermissionDenied, () => rob.CreateTrainingSetAsync(TrainingSetOf("refused")).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => rob.MaterializeAsync(stale).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => Ann.CreateTrainingSetAsync(nowhere).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => Ann.CreateTrainingSetAsync(nobody).ResponseAsync);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => Ann.CreateTrainingSetAsync(noLabel).ResponseAsync)).Fields()
            .ShouldBe(["spine.labels[1]"]);
        await Refused.WithAsync(StatusCode.Aborted, () => Ann.MaterializeAsync(stale).ResponseAsync);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => Ann.MaterializeAsync(backwards).ResponseAsync)).Fields()
            .ShouldBe(["end_time"]);

        foreach (var subject in (string[])["training-set/refused-training", "feature-view/refused"])
            (await Operations.ListOperationsAsync(new ListOperationsRequest { Subject = subject })).Operations.ShouldBeEmpty();
    }

    private static CreateTrainingSetRequest TrainingSetOf(string name, int number = 1) =>
        (CreateTrainingSetRequest)FeaturesCalls.Mutations["CreateTrainingSet"](name, number);

    private async Task<Operation> GetAsync(Operation operation) =>
        await Operations.GetOperationAsync(new GetOperationRequest { Id = operation.Id });

    private async Task<Operation> EndOfAsync(Operation operation)
    {
        var ended = await Operations.WaitOperationAsync(
            new WaitOperationRequest { Id = operation.Id, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)) });
        ended.EndTime.ShouldNotBeNull();
        return ended;
    }

    private async Task<Operation> CancelAsync(Operation operation) =>
        await Operations.CancelOperationAsync(new CancelOperationRequest { Id = operation.Id, Reason = "too much" });

    private async Task LoseLeaseAsync(string operation)
    {
        await using var database = NpgsqlDataSource.Create(system.Service.Database);
        await using var command = database.CreateCommand(
            "UPDATE operation_queue SET worker = gen_random_uuid(), leased_until = now() WHERE operation_id = $1");
        command.Parameters.AddWithValue(operation);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private async Task<IEnumerable<long>> VersionsAsync(string dataset)
    {
        var page = await system.Catalog.ListDatasetVersionsAsync(new ListDatasetVersionsRequest { Dataset = dataset });
        return page.Versions.Select(version => version.Version);
    }

    private async Task<int> EventsAsync(string stream)
    {
        await using var session = system.Service.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (await session.Events.FetchStreamAsync(stream)).Count;
    }

    private async Task<int> PlansAsync()
    {
        await using var session = system.Service.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await session.Query<TrainingSetPlan>().CountAsync();
    }
}

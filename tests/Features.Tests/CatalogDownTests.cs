using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceHost;
using MlOps.Testing;
using OperationsClient = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.Features.Tests;

/// <summary>What the feature store answers while the catalog is down, and what becomes of the operations then.</summary>
public sealed class CatalogDownTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private static readonly string[] AskTheCatalog = ["CreateFeatureView", "CreateTrainingSet"];

    [Fact]
    public async Task repeated_requests_get_their_first_answers_and_new_ones_that_need_it_are_told_to_wait()
    {
        foreach (var mutation in FeaturesCalls.Mutations.Keys) await FeaturesCalls.DefineAsync(system, NameOf(mutation));
        var first = new Dictionary<string, (StatusCode, IMessage?)>();
        foreach (var mutation in FeaturesCalls.Mutations.Keys) first[mutation] = await SendAsync(mutation, "first");
        first.Values.ShouldAllBe(outcome => outcome.Item1 == StatusCode.OK);

        await system.CatalogService.StopAsync();

        foreach (var mutation in FeaturesCalls.Mutations.Keys) (await SendAsync(mutation, "first")).ShouldBe(first[mutation], mutation);
        // Another view, and other features than those that the first request added.
        foreach (var mutation in AskTheCatalog)
            (await SendAsync(mutation, "new", number: 2)).Item1.ShouldBe(StatusCode.Unavailable, mutation);
        (await SendAsync("UpdateFeatureView", "new", number: 2)).Item1.ShouldBe(StatusCode.OK);

        await system.CatalogService.StartAsync();
        (await SendAsync("CreateTrainingSet", "again", number: 2)).Item1.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task operations_wait_for_it()
    {
        foreach (var name in (string[])["busy", "waiting"]) await FeaturesCalls.DefineAsync(system, name);
        Operation trainingSet;
        await using (var held = await HeldEvents.HoldAsync(system.Service.Database, "training_set_created"))
        {
            await system.Ann.CreateTrainingSetAsync((CreateTrainingSetRequest)FeaturesCalls.Mutations["CreateTrainingSet"]("busy", 1));
            await held.ArrivedAsync();
            // It is checked while the catalog is up, and begins when the one before has ended.
            trainingSet = await system.Ann.CreateTrainingSetAsync(
                (CreateTrainingSetRequest)FeaturesCalls.Mutations["CreateTrainingSet"]("waiting", 1));
            await system.CatalogService.StopAsync();
        }

        var materialization = await system.Ann.MaterializeAsync(new MaterializeRequest { FeatureView = "waiting" });
        foreach (var operation in (Operation[])[trainingSet, materialization])
        {
            await Eventually.HoldsAsync(async () =>
                (await OperationAsync(operation)).ProgressMessage.StartsWith("Retrying", StringComparison.Ordinal));
        }

        await system.CatalogService.StartAsync();

        foreach (var operation in (Operation[])[trainingSet, materialization])
        {
            await Eventually.HoldsAsync(async () => (await OperationAsync(operation)).EndTime is not null);
            (await OperationAsync(operation)).State.ShouldBe(OperationState.Succeeded);
        }
    }

    private static string NameOf(string mutation) => $"down-{mutation}".ToLowerInvariant();

    private Task<(StatusCode, IMessage?)> SendAsync(string mutation, string id, int number = 1) =>
        system.SendAsync(mutation, FeaturesCalls.Mutations[mutation](NameOf(mutation), number), id);

    private async Task<Operation> OperationAsync(Operation operation) =>
        await new OperationsClient(system.Calls).GetOperationAsync(new GetOperationRequest { Id = operation.Id });
}

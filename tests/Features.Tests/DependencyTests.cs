using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;

namespace MlOps.Features.Tests;

/// <summary>What is needed is not archived, and what is archived is not used for anything new.</summary>
public sealed class DependencyTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private FeatureStore.FeatureStoreClient Ann => system.Ann;

    [Fact]
    public async Task a_definition_is_archived_only_after_all_that_needs_it()
    {
        await FeaturesCalls.DefineAsync(system, "chain");
        var entity = new ArchiveEntityRequest { Name = "chain" };
        var view = new ArchiveFeatureViewRequest { Name = "chain" };

        (await RuleAsync(() => Ann.ArchiveEntityAsync(entity).ResponseAsync)).ShouldBe("entity-in-use");
        (await RuleAsync(() => Ann.ArchiveFeatureViewAsync(view).ResponseAsync)).ShouldBe("feature-view-in-use");
        await Ann.ArchiveFeatureServiceAsync(new ArchiveFeatureServiceRequest { Name = "chain" });
        (await Ann.ArchiveFeatureViewAsync(view)).Archived.ShouldBeTrue();
        // Another view is of the same entity.
        (await RuleAsync(() => Ann.ArchiveEntityAsync(entity).ResponseAsync)).ShouldBe("entity-in-use");
        await Ann.ArchiveFeatureViewAsync(new ArchiveFeatureViewRequest { Name = "chain-free" });
        (await Ann.ArchiveEntityAsync(entity)).Archived.ShouldBeTrue();
        (await Ann.ArchiveEntityAsync(entity)).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task nothing_new_comes_of_what_is_archived_and_lookups_go_on()
    {
        await FeaturesCalls.DefineAsync(system, "ended");
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "ended" });
        await Ann.ArchiveFeatureServiceAsync(new ArchiveFeatureServiceRequest { Name = "ended" });
        foreach (var view in (string[])["ended", "ended-free"])
            await Ann.ArchiveFeatureViewAsync(new ArchiveFeatureViewRequest { Name = view });
        await Ann.ArchiveEntityAsync(new ArchiveEntityRequest { Name = "ended" });

        foreach (var (mutation, rule) in ((string, string)[])
        [
            ("UpdateEntity", "entity-archived"), ("CreateFeatureView", "entity-archived"), ("UpdateFeatureView", "feature-view-archived"),
            ("Materialize", "feature-view-archived"), ("CreateFeatureService", "feature-view-archived"),
            ("UpdateFeatureService", "feature-service-archived"), ("CreateTrainingSet", "feature-service-archived"),
        ])
        {
            (await RuleAsync(() => SendAsync(mutation))).ShouldBe(rule, mutation);
        }

        (await system.LookupAsync("ended", "key", 1)).Results[0].Values[0].DoubleValue.ShouldBe(10);
    }

    [Fact]
    public async Task a_training_set_does_not_become_a_version_of_an_archived_dataset()
    {
        await FeaturesCalls.DefineAsync(system, "full");
        await system.TrainingSetAsync((CreateTrainingSetRequest)FeaturesCalls.Mutations["CreateTrainingSet"]("full", 1));
        await system.Catalog.ArchiveDatasetAsync(new MlOps.Contracts.Catalog.V1.ArchiveDatasetRequest { Name = "full-training" });

        var another = (CreateTrainingSetRequest)FeaturesCalls.Mutations["CreateTrainingSet"]("full", 2);
        (await RuleAsync(() => Ann.CreateTrainingSetAsync(another).ResponseAsync)).ShouldBe("dataset-archived");
    }

    [Fact]
    public async Task of_archiving_an_entity_and_making_views_of_it_at_once_only_one_happens()
    {
        for (var round = 0; round < 4; round++)
        {
            var name = $"race-{round}";
            await FeaturesCalls.DefineAsync(system, name);
            var views = Enumerable.Range(0, 8).Select(i =>
            {
                var request = (CreateFeatureViewRequest)FeaturesCalls.Mutations["CreateFeatureView"](name, i);
                request.Name = $"{name}-view-{i}";
                request.Entities[0] = $"{name}-free";
                return Task.Run(() => system.SendAsync("CreateFeatureView", request));
            }).ToList();
            var archived = await Task.Run(() => system.SendAsync("ArchiveEntity", new ArchiveEntityRequest { Name = $"{name}-free" }));
            var made = (await Task.WhenAll(views)).Count(outcome => outcome.Code == StatusCode.OK);

            var entity = await Ann.GetEntityAsync(new GetEntityRequest { Name = $"{name}-free" });
            entity.Archived.ShouldBe(archived.Code == StatusCode.OK);
            (entity.Archived && made > 0).ShouldBeFalse();
            (entity.Archived || made > 0).ShouldBeTrue();
        }
    }

    private static async Task<string> RuleAsync(Func<Task> call) =>
        (await Refused.WithAsync(StatusCode.FailedPrecondition, call)).Rule().Type;

    private async Task SendAsync(string mutation)
    {
        var request = FeaturesCalls.Mutations[mutation]("ended", 1);
        var method = typeof(FeatureStore.FeatureStoreClient).GetMethod($"{mutation}Async", [request.GetType(), typeof(CallOptions)])!;
        dynamic call = method.Invoke(Ann, [request, default(CallOptions)])!;
        await call.ResponseAsync;
    }
}

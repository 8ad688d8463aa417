using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Tests;

public sealed class DefinitionTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private const string Csv = "driver,trip,seen,made,rate,day_text\n1,a,2024-01-01 05:00:00,2024-01-01,0.5,x\n";

    [Fact]
    public async Task names_every_fault_of_a_view_against_the_schema()
    {
        await system.ImportAsync("trips", Csv);
        await system.EntityAsync("driver");
        var request = new CreateFeatureViewRequest
        {
            Name = "wrong",
            Entities = { "driver" },
            Source = new Source { Dataset = "trips", EventTimestamp = "rate", CreatedTimestamp = "day_text" },
            Features =
            {
                new Feature { Name = "rate", Type = V1.ValueType.Int64 }, new Feature { Name = "missing", Type = V1.ValueType.Double },
                new Feature { Name = "text", Type = V1.ValueType.String, Column = "day_text" },
            },
        };

        var refused = await Should.ThrowAsync<RpcException>(() => system.Ann.CreateFeatureViewAsync(request).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        foreach (var fault in (string[])["features[0]", "features[1]", "source.created_timestamp", "source.event_timestamp"])
            refused.Status.Detail.ShouldContain(fault);
        refused.Status.Detail.ShouldNotContain("features[2]");
    }

    [Fact]
    public async Task keeps_definitions_as_they_were_made()
    {
        await system.ImportAsync("rides", Csv);
        await system.EntityAsync("trip_driver");
        var again = await Should.ThrowAsync<RpcException>(() => system.EntityAsync("trip_driver"));
        var unknown = await Should.ThrowAsync<RpcException>(() => system.ViewAsync("lost", "nobody", "rides", TimeSpan.Zero, "rate"));
        var noSource = await Should.ThrowAsync<RpcException>(
            () => system.ViewAsync("lost", "trip_driver", "no-such-dataset", TimeSpan.Zero, "rate"));

        again.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        unknown.Status.Detail.ShouldContain("entity nobody does not exist");
        noSource.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task lets_only_engineers_define()
    {
        var reader = new FeatureStore.FeatureStoreClient(system.Service.ChannelAs("rob", "viewer"));
        var request = new CreateEntityRequest { Name = "x", JoinKeys = { new JoinKey { Name = "x", Type = V1.ValueType.Int64 } } };

        (await Should.ThrowAsync<RpcException>(() => reader.CreateEntityAsync(request).ResponseAsync)).StatusCode
            .ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task publishes_a_whole_life_in_the_approved_shapes_and_shows_it_as_it_was()
    {
        await system.ImportAsync("told", Csv.Replace("driver", "courier", StringComparison.Ordinal));
        await system.EntityAsync("courier");
        await system.ViewAsync("told-view", "courier", "told", TimeSpan.FromDays(2), "rate");
        await system.ServiceAsync("told-v1", new FeatureReference { FeatureView = "told-view" });
        await system.TrainingSetAsync(new CreateTrainingSetRequest
        {
            Dataset = "told-training", FeatureService = "told-v1",
            Spine = new Spine { Dataset = "told", EventTimestamp = "seen", Labels = { "trip" } },
        });
        var end = new DateTime(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc).ToTimestamp();
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "told-view", EndTime = end });

        await UpdateAndArchiveAsync();

        await ApproveAsync<EntityCreated>(m => m.Entity == "courier");
        await ApproveAsync<EntityUpdated>(m => m.Entity == "courier");
        await ApproveAsync<EntityArchived>(m => m.Entity == "courier");
        await ApproveAsync<FeatureViewUpdated>(m => m.FeatureView == "told-view");
        await ApproveAsync<FeatureViewArchived>(m => m.FeatureView == "told-view");
        await ApproveAsync<FeatureServiceUpdated>(m => m.FeatureService == "told-v1");
        await ApproveAsync<FeatureServiceArchived>(m => m.FeatureService == "told-v1");
        await ApproveAsync<FeatureViewCreated>(m => m.FeatureView == "told-view");
        await ApproveAsync<FeatureServiceCreated>(m => m.FeatureService == "told-v1");
        await ApproveAsync<FeatureViewMaterialized>(m => m.FeatureView == "told-view");
        await ApproveAsync<TrainingSetCreated>(m => m.Dataset == "told-training", m =>
        {
            // The digest is of the bytes that this release of the engine writes.
            m.Digest.ShouldStartWith("sha256:");
            m.Digest = "";
        });
        var audit = new AuditLog.AuditLogClient(system.Service.ChannelAs("aud", "auditor"));
        var before = await audit.GetStateAsync(new GetStateRequest { Stream = "feature-view/told-view", Version = 1 });
        var after = await audit.GetStateAsync(new GetStateRequest { Stream = "feature-view/told-view" });
        JsonDocument.Parse(before.Json).RootElement.GetProperty("MaterializedUntil").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonDocument.Parse(after.Json).RootElement.GetProperty("MaterializedUntil").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task rebuilds_the_same_views_from_events()
    {
        await system.ImportAsync("again", Csv.Replace("driver", "pilot", StringComparison.Ordinal));
        await system.EntityAsync("pilot");
        await system.ViewAsync("again-view", "pilot", "again", TimeSpan.FromDays(2), "rate");
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "again-view" });

        await system.Service.ShouldRebuildAsync(
            async session =>
            {
                var view = await session.LoadAsync<Views.FeatureView>("feature-view/again-view");
                view!.Revision.ShouldBe(2);
                return [view];
            },
            typeof(Views.FeatureView));
    }

    private async Task UpdateAndArchiveAsync()
    {
        var mask = new FieldMask { Paths = { "description", "tags" } };
        var tags = new Dictionary<string, string> { ["team"] = "sales" };
        await system.Ann.UpdateFeatureServiceAsync(
            new UpdateFeatureServiceRequest { Name = "told-v1", Description = "told", Tags = { tags }, UpdateMask = mask });
        await system.Ann.ArchiveFeatureServiceAsync(new ArchiveFeatureServiceRequest { Name = "told-v1" });
        await system.Ann.UpdateFeatureViewAsync(new UpdateFeatureViewRequest
        {
            Name = "told-view",
            Features =
            {
                new Feature { Name = "rate", Type = V1.ValueType.Double },
                new Feature { Name = "day", Type = V1.ValueType.String, Column = "day_text" },
            },
            Tags = { tags },
            UpdateMask = new FieldMask { Paths = { "features", "tags" } },
        });
        await system.Ann.ArchiveFeatureViewAsync(new ArchiveFeatureViewRequest { Name = "told-view" });
        await system.Ann.UpdateEntityAsync(
            new UpdateEntityRequest { Name = "courier", Description = "rides", Tags = { tags }, UpdateMask = mask });
        await system.Ann.ArchiveEntityAsync(new ArchiveEntityRequest { Name = "courier" });
    }

    private async Task ApproveAsync<T>(Func<T, bool> match, Action<T>? mask = null)
        where T : IMessage<T>, new()
    {
        var message = (await system.System.ConsumeAsync<T>(Topics.Features, m => match(m.Data))).Data;
        mask?.Invoke(message);
        message.ShouldBeSentAsApproved();
    }
}

using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceHost;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests;

public class RecordTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task shows_the_aliases_before_and_after_a_promotion()
    {
        var engineer = system.As(RegistrySystem.Engineer);
        await system.VersionAsync("replayed");
        await system.AnotherVersionAsync("replayed");
        await system.ApproveAsync("replayed", 1);
        await system.ApproveAsync("replayed", 2);
        await engineer.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = "replayed", Version = 1, Alias = "champion" });
        await engineer.PromoteModelVersionAsync(
            new PromoteModelVersionRequest { Model = "replayed", Version = 2, Alias = "champion", Reason = "better" });
        var audit = new AuditLog.AuditLogClient(system.Registry.ChannelAs("ada", "auditor"));
        using var stream = audit.ReadStream(new ReadStreamRequest { Stream = "model/replayed" });
        var events = await stream.ResponseStream.ReadAllAsync().ToListAsync();

        var last = events[^1];
        (last.Type, last.Actor, last.Reason).ShouldBe(("model_version_promoted", RegistrySystem.Engineer, "better"));
        (await AliasesAsync(events[^2].Time)).ShouldBe("""{"champion":1}""");
        (await AliasesAsync(last.Time)).ShouldBe("""{"champion":2}""");
        (await AliasesAsync(events[^3].Time)).ShouldBe("{}");

        async Task<string> AliasesAsync(Timestamp moment)
        {
            var state = await audit.GetStateAsync(new GetStateRequest { Stream = "model/replayed", AsOf = moment });
            using var json = JsonDocument.Parse(state.Json);
            return JsonSerializer.Serialize(json.RootElement.GetProperty("Aliases"));
        }
    }

    [Fact]
    public async Task projections_built_again_from_events_are_equal()
    {
        await system.VersionAsync("rebuilt");
        await system.AnotherVersionAsync("rebuilt");
        await system.ApproveAsync("rebuilt", 1);
        await system.ApproveAsync("rebuilt", 2);
        var engineer = system.As(RegistrySystem.Engineer);
        await engineer.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = "rebuilt", Version = 1, Alias = "champion" });
        await engineer.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = "rebuilt", Version = 2, Alias = "champion" });
        await engineer.RemoveAliasAsync(new RemoveAliasRequest { Model = "rebuilt", Alias = "champion" });
        await engineer.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = "rebuilt", Version = 1, Alias = "challenger" });

        await system.Registry.ShouldRebuildAsync(
            async session =>
            [
                await session.LoadAsync<RegisteredModel>("model/rebuilt"),
                await session.LoadAsync<ModelVersionDetails>(ModelVersionDetails.IdOf("rebuilt", 1)),
                await session.LoadAsync<ModelVersionDetails>(ModelVersionDetails.IdOf("rebuilt", 2)),
            ],
            typeof(RegisteredModel), typeof(ModelVersionDetailsProjection));
    }
}

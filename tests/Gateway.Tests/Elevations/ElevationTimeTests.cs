using Google.Protobuf.WellKnownTypes;
using Microsoft.IdentityModel.JsonWebTokens;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Identity.V1.Elevations.ElevationsClient;

namespace MlOps.Gateway.Tests.Elevations;

/// <summary>An elevation ends at its time, on every node and across restarts, and no inside token outlasts it.</summary>
public class ElevationTimeTests(IdentitySystem system) : IClassFixture<IdentitySystem>
{
    [Fact]
    public async Task it_ends_at_its_time_and_so_does_every_inside_token_of_it()
    {
        var token = await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "approver" }, Workspaces = { "bikes" } });
        var begun = await new Client(system.Gateway.Channel(token.Value)).BeginElevationAsync(
            new BeginElevationRequest { Role = "engineer", Reason = "INC-4711", Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) });
        var end = begun.EndTime.ToDateTimeOffset();

        var seen = await SeenAsync(system.Gateway, token.Value);
        (seen.Description, seen.Tags["elevation"]).ShouldBe(("approver engineer", begun.Id));

        // Half a minute before the end: an inside token would live beyond it.
        await system.Gateway.RestartAsync();
        system.Time.Advance(end - system.Time.GetUtcNow() - TimeSpan.FromSeconds(30));
        seen = await SeenAsync(system.Gateway, token.Value);
        seen.Description.ShouldBe("approver engineer");
        var inside = new JsonWebToken(seen.Tags["header authorization"]["Bearer ".Length..]);
        inside.ValidTo.ShouldBeLessThanOrEqualTo(end.UtcDateTime);
        inside.Claims.Where(claim => claim.Type == "workspaces").Select(claim => claim.Value).ShouldBe(["bikes"]);

        system.Time.Advance(end - system.Time.GetUtcNow());
        seen = await SeenAsync(system.Gateway, token.Value);
        (seen.Description, seen.Tags["elevation"]).ShouldBe(("approver", ""));
        await system.Gateway.RestartAsync();
        (await SeenAsync(system.Gateway, token.Value)).Description.ShouldBe("approver");
        (await new Client(system.Gateway.Channel(token.Value)).ListElevationsAsync(new())).Elevations.ShouldHaveSingleItem().Active.ShouldBeFalse();

        // One that is over is no obstacle to the next.
        await new Client(system.Gateway.Channel(token.Value)).BeginElevationAsync(new BeginElevationRequest { Role = "viewer", Reason = "INC-4712" });
        (await SeenAsync(system.Gateway, token.Value)).Description.ShouldBe("approver viewer");
    }

    private static async Task<Dataset> SeenAsync(TestService gateway, string token) =>
        await IdentitySystem.Through(gateway, token).GetDatasetAsync(new());
}

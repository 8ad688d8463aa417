using System.Net;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Identity;

/// <summary>What a service behind the gateway sees of a caller, and what it does not believe.</summary>
public class ExchangeTests(IdentitySystem system) : IClassFixture<IdentitySystem>
{
    [Fact]
    public async Task a_service_gets_an_inside_token_of_a_minute_in_the_outside_token_s_place()
    {
        var token = await system.Admin.CreateTokenAsync(new CreateTokenRequest
        {
            Subject = "ci-bot", Roles = { "engineer" }, Workspaces = { "bikes" }, ServiceAccount = true, Owner = "ann",
        });

        var seen = await IdentitySystem.Through(system.Gateway, token.Value).GetDatasetAsync(new());

        (seen.Name, seen.Description, seen.Tags["workspace"], seen.Tags["owner"], seen.Tags["token"], seen.Tags["via"])
            .ShouldBe(("ci-bot", "engineer", "bikes", "ann", token.Id, ""));
        var inside = new JsonWebToken(seen.Tags["header authorization"]["Bearer ".Length..]);
        inside.EncodedToken.ShouldNotBe(token.Value);
        (inside.Typ, inside.Audiences.Single(), inside.ValidTo - inside.ValidFrom).ShouldBe(("mlops-inside+jwt", "mlops-services", TimeSpan.FromMinutes(1)));
        var again = await IdentitySystem.Through(system.Gateway, token.Value).GetDatasetAsync(new());
        again.Tags["header authorization"].ShouldBe(seen.Tags["header authorization"]);
    }

    [Fact]
    public async Task an_outside_token_is_of_no_use_at_a_service_nor_an_inside_one_at_the_gateway()
    {
        (await CodeOf(new(system.Catalog.Channel(system.AdminToken)))).ShouldBe(StatusCode.Unauthenticated);

        var seen = await IdentitySystem.Through(system.Gateway, system.AdminToken).GetDatasetAsync(new());
        var inside = seen.Tags["header authorization"]["Bearer ".Length..];

        (await new DatasetCatalog.DatasetCatalogClient(system.Catalog.Channel(inside)).GetDatasetAsync(new())).Name.ShouldBe("admin");
        (await CodeOf(IdentitySystem.Through(system.Gateway, inside))).ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task what_a_caller_says_of_itself_is_not_believed()
    {
        var headers = new Metadata
        {
            { "x-correlation-id", "forged" }, { "x-causation-id", "forged" }, { "mlops-service-authorization", "Bearer forged" },
            { "x-mlflow-workspace", "bikes" },
        };

        var seen = await IdentitySystem.Through(system.Gateway, system.AdminToken).GetDatasetAsync(new(), headers);

        (seen.Tags["via"], seen.Tags["causation"], seen.Tags["workspace"]).ShouldBe(("", "", "bikes"));
        seen.Tags["correlation"].Length.ShouldBe(32);
        seen.Tags.Keys.ShouldNotContain("header x-causation-id");
        seen.Tags.Keys.ShouldNotContain("header mlops-service-authorization");
        seen.Tags["header mlops-workspace"].ShouldBe("bikes");
    }

    [Fact]
    public async Task a_service_s_own_token_is_of_no_use_at_the_gateway()
    {
        var key = ServiceDefaults.Identity.SigningKey.OpenOrCreate(system.System.KeyFileOf("catalog"));
        var tokens = new ServiceDefaults.Identity.ServiceTokens(new("catalog"), key, TimeProvider.System);

        (await CodeOf(IdentitySystem.Through(system.Gateway, tokens.Own("gateway")))).ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task a_workspace_that_is_not_the_token_s_is_not_found_at_the_gateway_already()
    {
        var token = (await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "admin" }, Workspaces = { "bikes" } })).Value;
        using var http = system.Gateway.Http(token);

        (await Refused.WithAsync(StatusCode.NotFound, () => IdentitySystem.Through(system.Gateway, token)
            .GetDatasetAsync(new(), new Metadata { { "mlops-workspace", "trains" } }).ResponseAsync)).ShouldNotBeNull();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/models/any") { Headers = { { "mlops-workspace", "trains" } } };
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task everybody_is_told_who_he_is()
    {
        var token = await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "app", Roles = { "application" }, Workspaces = { "bikes" } });

        var me = await new Contracts.Identity.V1.Tokens.TokensClient(system.Gateway.Channel(token.Value)).WhoAmIAsync(new());

        (me.Subject, me.Roles.Single(), me.Workspace, me.TokenId).ShouldBe(("app", "application", "bikes", token.Id));
        me.ExpireTime.Seconds.ShouldBe(token.ExpireTime.Seconds);
    }

    private static async Task<StatusCode> CodeOf(DatasetCatalog.DatasetCatalogClient client) =>
        (await Should.ThrowAsync<RpcException>(() => client.GetDatasetAsync(new()).ResponseAsync)).StatusCode;
}

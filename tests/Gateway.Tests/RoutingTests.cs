using System.Net;
using Grpc.Core;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Gateway.Tests;

public class RoutingTests(GatewaySystem system) : IClassFixture<GatewaySystem>
{
    [Fact]
    public async Task calls_reach_the_service_that_serves_them()
    {
        var serving = new ModelServing.ModelServingClient(system.Gateway.ChannelAs("eve", "engineer"));
        (await serving.ListDeploymentsAsync(new ListDeploymentsRequest())).Deployments.ShouldBeEmpty();

        using var http = system.Gateway.HttpAs("app", "application");
        (await http.GetStringAsync("/v2/health/ready")).ShouldBe("""{"ready":true}""");
    }

    [Fact]
    public async Task calls_without_a_token_are_refused()
    {
        var e = await Should.ThrowAsync<RpcException>(() =>
            new ModelServing.ModelServingClient(system.Gateway.Anonymous).ListDeploymentsAsync(new ListDeploymentsRequest()).ResponseAsync);
        e.StatusCode.ShouldBe(StatusCode.Unauthenticated);

        using var http = system.Gateway.Http();
        using var response = await http.GetAsync("/v2/models/any");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}

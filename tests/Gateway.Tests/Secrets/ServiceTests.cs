using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A request goes through the gateway to a service, which gets a secret of the gateway for the person.</summary>
public sealed class ServiceTests(SecretsSystem system) : IClassFixture<SecretsSystem>
{
    [Fact]
    public async Task a_service_gets_the_secret_for_whom_it_works_in_the_workspace_of_the_work()
    {
        await using var catalog = await system.System.StartServiceAsync(
            "catalog", builder => builder.AddServiceClient<Contracts.Identity.V1.Secrets.SecretsClient>("gateway", Contracts.Identity.V1.Secrets.Descriptor),
            app => app.MapGrpcService<SecretCatalog>(), new Dictionary<string, string?> { ["Identity:Authority"] = system.System.HttpAddressOf("gateway") });
        await system.CreateAsync("rides", "of default");
        var ann = new DatasetCatalog.DatasetCatalogClient(system.Gateway.ChannelIn(["default", "bikes"], "ann", "viewer"));

        (await ann.GetDatasetAsync(new GetDatasetRequest { Name = "rides" })).Description.ShouldBe("of default");

        var inBikes = new Metadata { { "mlops-workspace", "bikes" } };
        await Refused.WithAsync(StatusCode.NotFound, () => ann.GetDatasetAsync(new GetDatasetRequest { Name = "rides" }, inBikes).ResponseAsync);
        var used = await system.System.ConsumeAsync<SecretUsed>(Topics.Gateway, e => e.Data.Name == "rides");
        (used.Actor, used.Via, used.Data.Person, used.Data.Service, used.Data.Purpose).ShouldBe(("ann", "service:catalog", "ann", "service:catalog", "import"));
    }
}

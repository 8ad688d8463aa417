using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

public sealed class HostileRequestTests(CatalogSystem catalog, ITestOutputHelper output) : IClassFixture<CatalogSystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await catalog.RegisterAsync("sample");
        await catalog.ImportAsync("sample", "sample.csv", "a,b\n1,2\n");
        var sent = await new HostileRequests(catalog.Service.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(DatasetCatalog.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

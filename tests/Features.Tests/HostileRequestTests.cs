using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Features.Tests;

public sealed class HostileRequestTests(FeaturesSystem system, ITestOutputHelper output) : IClassFixture<FeaturesSystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.ImportAsync("sample", "sample,seen,value\n1,2026-01-01T00:00:00Z,1.5\n");
        await system.EntityAsync("sample");
        var sent = await new HostileRequests(system.Service.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(FeatureStore.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

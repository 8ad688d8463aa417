using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Lineage.Tests;

public sealed class HostileRequestTests(LineageSystem system, ITestOutputHelper output) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.TellAsync(LifeEvents.Of("sample"));
        var sent = await new HostileRequests(system.Service.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(LineageGraph.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

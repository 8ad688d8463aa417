using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Monitoring.Tests;

public sealed class HostileRequestTests(MonitoringSystem system, ITestOutputHelper output) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.DeployAsync("sample");
        var sent = await new HostileRequests(system.Monitoring.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(ModelMonitoring.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

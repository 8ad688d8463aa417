using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

public sealed class HostileRequestTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.VersionAsync("sample");
        var sent = await new HostileRequests(system.Registry.ChannelAs("mallory", "admin").CreateCallInvoker())
            .SendAllAsync(ModelRegistry.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Experiments.Tests;

public sealed class HostileRequestTests(ExperimentsSystem system, ITestOutputHelper output) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        await system.Engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = "sample" });
        var run = await system.NewRunAsync();
        var sent = await new HostileRequests(system.Experiments.ChannelAs("mallory", "admin").CreateCallInvoker(), ("run_id", run.RunId))
            .SendAllAsync(ExperimentTracking.Descriptor, AuditLog.Descriptor);
        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }
}

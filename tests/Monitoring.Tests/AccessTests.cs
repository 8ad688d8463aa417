using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Monitoring.Tests;

public sealed class AccessTests(MonitoringSystem system, ITestOutputHelper output) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Monitoring));
}

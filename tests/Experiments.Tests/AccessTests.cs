using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Experiments.Tests;

public sealed class AccessTests(ExperimentsSystem system, ITestOutputHelper output) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Experiments));
}

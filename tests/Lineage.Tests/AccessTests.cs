using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Lineage.Tests;

public sealed class AccessTests(LineageSystem system, ITestOutputHelper output) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Service));
}

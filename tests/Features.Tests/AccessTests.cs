using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Features.Tests;

public sealed class AccessTests(FeaturesSystem system, ITestOutputHelper output) : IClassFixture<FeaturesSystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Service));
}

using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

public sealed class AccessTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Registry));
}

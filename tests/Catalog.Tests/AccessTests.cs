using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Catalog.Tests;

public sealed class AccessTests(CatalogSystem system, ITestOutputHelper output) : IClassFixture<CatalogSystem>
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Service));
}

using MlOps.ServiceHost.Access;
using Xunit.Abstractions;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public sealed class AccessTests(ServingSystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task every_rpc_and_route_answers_every_role_as_the_page_says() =>
        output.WriteLine(await AccessMatrix.RunAsync(system.Serving));
}

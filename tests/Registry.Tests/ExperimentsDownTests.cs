using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

/// <summary>What the registry answers while the service that knows the runs is down.</summary>
public class ExperimentsDownTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    [Fact]
    public async Task a_repeated_creation_gets_the_first_answer_and_a_new_one_is_told_to_wait()
    {
        var run = await system.RunWithModelAsync();
        var engineer = system.As(RegistrySystem.Engineer);
        await engineer.RegisterModelAsync(new RegisterModelRequest { Name = "down" });
        var request = new CreateModelVersionRequest { Model = "down", RunId = run.RunId, RequestId = "down-1" };
        var first = await engineer.CreateModelVersionAsync(request);

        await system.Experiments.StopAsync();

        (await engineer.CreateModelVersionAsync(request)).ShouldBe(first);
        await Refused.WithAsync(StatusCode.Unavailable, () =>
            engineer.CreateModelVersionAsync(new CreateModelVersionRequest(request) { RequestId = "down-2" }).ResponseAsync);
        (await engineer.GetModelAsync(new GetModelRequest { Name = "down" })).LatestVersion.ShouldBe(1);
    }
}

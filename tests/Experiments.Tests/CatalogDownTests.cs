using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

/// <summary>What a training gets while the service that knows the datasets is down.</summary>
public sealed class CatalogDownTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task a_repeated_start_gets_the_first_answer_and_a_new_one_is_told_to_wait()
    {
        await system.ImportAsync("down", TrainingTests.Demand(100));
        var request = new StartTrainingRequest
        {
            RunId = (await system.NewRunAsync()).RunId, Spec = TrainingTests.SpecOf("down", rounds: 2, "reg:squarederror"),
        };

        await new RepeatedRequests(system.Experiments, system.Experiments.ChannelAs("eve", "engineer").CreateCallInvoker()).TwiceAsync(
            ExperimentTracking.Descriptor.Rpc("StartTraining"), request, async () =>
            {
                await system.EndOfAsync(request.RunId);
                await system.Catalog.StopAsync();
            });

        var other = new StartTrainingRequest(request) { RunId = (await system.NewRunAsync()).RunId };
        await Refused.WithAsync(StatusCode.Unavailable, () => system.Engineer.StartTrainingAsync(other).ResponseAsync);
    }
}

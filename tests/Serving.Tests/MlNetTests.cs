using System.Globalization;
using System.Text.Json.Nodes;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Tests;

/// <summary>What a build with ML.NET adds: its models are trained, registered and served as XGBoost's are.</summary>
[Collection(ServingCollection.Name)]
public class MlNetTests(ServingSystem system)
{
    [Theory]
    [InlineData("fast_tree", "regression")]
    [InlineData("lbfgs", "binary")]
    public async Task a_model_that_the_system_trained_with_ml_net_answers(string trainer, string task)
    {
        var data = await system.FeatureStoreAsEngineer().ServiceAsync(Demand(400, task == "binary"));
        var run = await system.TrainAsync(data, "mlnet", new() { ["trainer"] = trainer, ["task"] = task }, rounds: 50);
        run.Model.ShouldNotBeNull(run.StatusMessage).Flavor.ShouldBe("mlnet");
        var model = await system.ModelAsync();
        await system.PromoteAsync(model, await system.ApprovedAsync(model, run.RunId));
        var deployment = await system.DeployAsync(model, featureService: data);
        deployment = await system.UntilAsync(deployment.Name, d => d.State != DeploymentState.Pending);
        deployment.State.ShouldBe(DeploymentState.Ready, deployment.StateMessage);

        var (cold, hot) = (await system.Http.InferAsync(deployment.Name, temp: 1, hum: 5), await system.Http.InferAsync(deployment.Name, temp: 9, hum: 5));
        var lookedUp = await system.Http.InferAsync(deployment.Name, new JsonObject { ["inputs"] = new JsonArray(Oip.Tensor("hour", "INT64", 3)) });

        if (task == "binary")
        {
            cold.Answer().ShouldBeInRange(0, 0.2f);
            hot.Answer().ShouldBeInRange(0.8f, 1);
        }
        else
        {
            cold.Answer().ShouldBe(7, 1.5);
            hot.Answer().ShouldBe(23, 1.5);
        }

        lookedUp.Answer().ShouldBe((await system.Http.InferAsync(deployment.Name, temp: Temp(3), hum: Hum(3))).Answer());
    }

    private static float Temp(int hour) => hour * 37 % 101 / 10f;

    private static float Hum(int hour) => hour * 53 % 97 / 10f;

    private static string Demand(int hours, bool binary) => "hour,seen,temp,hum,cnt\n" + string.Concat(Enumerable.Range(0, hours).Select(hour =>
    {
        var count = (2 * Temp(hour)) + Hum(hour);
        return string.Create(
            CultureInfo.InvariantCulture, $"{hour},{new DateTime(2026, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm:ss},{Temp(hour)},{Hum(hour)},{(binary ? count > 15 ? 1 : 0 : count)}\n");
    }));
}

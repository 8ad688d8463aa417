using System.Net;
using System.Text.Json;

namespace MlOps.EndToEnd.Tests;

public sealed class LifeOfAModelTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    private static readonly string[] Services = ["catalog", "features", "experiments", "registry", "serving", "monitoring"];

    [SkippableFact]
    public async Task a_model_lives_its_whole_life_on_real_data()
    {
        var hours = SharedData.Require("bike-sharing/hour.csv");

        var summary = await DemoAsync("--data", hours);

        ShouldBeAWholeLife(summary);
        summary.GetProperty("data").GetProperty("rows").GetInt32().ShouldBe(17_379);
        // Python's xgboost 1.7.4 on the same rows, features and parameters: RMSE 66.61, against 145.56 for the mean.
        summary.GetProperty("rmse").GetDouble().ShouldBe(66.61, 66.61 * 0.005);
        summary.GetProperty("baseline_rmse").GetDouble().ShouldBe(145.56, 0.01);
        summary.GetProperty("predictions").GetProperty("count").GetInt32().ShouldBe(3_476);
        summary.GetProperty("monitored_rmse").GetDouble().ShouldBe(summary.GetProperty("rmse").GetDouble(), 0.01);
    }

    [Fact]
    public async Task a_model_lives_its_whole_life_on_simulated_data()
    {
        var summary = await DemoAsync();

        ShouldBeAWholeLife(summary);
        summary.GetProperty("data").GetProperty("simulated").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task a_call_without_a_token_is_refused()
    {
        using var http = new HttpClient { BaseAddress = system.Http };

        using var answer = await http.GetAsync(new Uri("/v2/models/bike-demand", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task a_malformed_file_is_refused_with_the_line_and_nothing_is_stored()
    {
        var file = Path.Combine(system.Data, "ragged.csv");
        await File.WriteAllTextAsync(file, "a,b\n1,2\n3,4,5\n6,7\n");
        (await system.RunAsync("dataset", "register", "ragged")).ExitCode.ShouldBe(0);

        var refused = await system.RunAsync("dataset", "import", "ragged", file);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("3");
        refused.Errors.ShouldContain("InvalidArgument");
        (await system.RunAsync("dataset", "show", "ragged")).Errors.ShouldContain("NotFound");
    }

    private async Task<JsonElement> DemoAsync(params string[] arguments)
    {
        var file = Path.Combine(system.Data, $"summary-{Guid.NewGuid():N}.json");
        var demo = await system.RunAsync(["demo", .. arguments, "--json", file]);
        demo.ExitCode.ShouldBe(0, demo.Output + demo.Errors);
        return JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
    }

    private static void ShouldBeAWholeLife(JsonElement summary)
    {
        summary.GetProperty("rmse").GetDouble().ShouldBeLessThan(summary.GetProperty("baseline_rmse").GetDouble());
        summary.GetProperty("model_version").GetString().ShouldStartWith("bike-demand");
        summary.GetProperty("predictions").GetProperty("failed").GetInt32().ShouldBe(0);
        summary.GetProperty("drift").EnumerateObject().Count().ShouldBe(12);
        summary.GetProperty("drift_detected").GetBoolean().ShouldBeTrue();
        var lineage = summary.GetProperty("lineage").EnumerateArray().Select(node => node.GetString()!).ToList();
        lineage[0].ShouldStartWith("prediction/");
        lineage[^1].ShouldStartWith("blob/sha256:");
        foreach (var kind in (string[])["deployment/", "model/", "approval/", "run/", "dataset/bike-demand-training", "feature-service/bike-demand-v1", "dataset/bike-hourly"])
            lineage.ShouldContain(node => node.StartsWith(kind), kind);
        foreach (var service in Services) summary.GetProperty("events").GetProperty(service).GetInt64().ShouldBeGreaterThan(0);
    }
}

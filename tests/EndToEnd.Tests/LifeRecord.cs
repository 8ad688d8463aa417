using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;

namespace MlOps.EndToEnd.Tests;

/// <summary>What the record has to say about a life: each command that was acknowledged, once.</summary>
internal static class LifeRecord
{
    public static async Task ShouldBeRecordedOnceAsync(this SmallLife life, GatewayClient admin, Books books)
    {
        CommandsShouldBeRecordedOnce(life, books);
        await RoundsShouldBeLoggedOnceAsync(life, admin);
        await PredictionsShouldBeLoggedOnceAsync(life, admin, books);
        await LineageShouldReachTheDataAsync(life, admin);
    }

    private static void CommandsShouldBeRecordedOnce(SmallLife life, Books books)
    {
        var name = life.Name;
        foreach (var person in (string[])[$"ada-{name}", $"grace-{name}"])
            books.Stores["gateway"].Count(e => e.Type == "token_created" && e.Json.Contains($"\"{person}\"", StringComparison.Ordinal)).ShouldBe(1);
        Holds("catalog", $"dataset/{name}", "dataset_registered", "dataset_version_imported");
        Holds("catalog", $"dataset/{life.TrainingSet}", "dataset_registered", "dataset_version_imported");
        Holds("features", $"entity/{name}", "entity_created");
        Holds("features", $"feature-view/{name}", "feature_view_created", "feature_view_materialized");
        Holds("features", $"feature-service/{name}", "feature_service_created");
        Holds("features", $"training-set/{life.TrainingSet}", "training_set_created");
        Holds("experiments", $"experiment/{name}", "experiment_created");
        books.Stores["experiments"].Count(e => e.Type == "run_started" && e.Json.Contains($"\"{name}\"", StringComparison.Ordinal)).ShouldBe(1);
        // Rounds are logged in as many segments as it took; the model's folder has four files.
        string[] run = ["run_started", "run_data_logged", "training_started", .. Enumerable.Repeat("artifact_uploaded", 4), "model_logged", "run_finished"];
        books.TypesOf("experiments", $"run/{life.RunId}").Where(type => type != "metrics_logged").ShouldBe(run, name);
        Holds("registry", $"model/{name}",
            "model_registered", "gate_defined", "model_version_created", "approval_requested", "model_version_approved", "model_version_promoted");
        Holds("serving", $"deployment/{name}", "deployment_created", "model_version_deployed");
        Holds("monitoring", $"monitor/{name}", "monitor_created", "monitor_configured", "ground_truth_recorded", "window_evaluated");

        void Holds(string service, string stream, params string[] types) => books.TypesOf(service, stream).ShouldBe(types, stream);
    }

    private static async Task RoundsShouldBeLoggedOnceAsync(SmallLife life, GatewayClient admin)
    {
        var history = await new ExperimentTracking.ExperimentTrackingClient(admin.Calls).GetMetricHistoryAsync(
            new GetMetricHistoryRequest { RunId = life.RunId, Key = "eval_rmse", PageSize = 1000 });
        history.Metrics.Select(point => point.Step).ShouldBe(Enumerable.Range(0, SmallLife.Rounds).Select(step => (long)step), life.Name);
    }

    private static async Task PredictionsShouldBeLoggedOnceAsync(SmallLife life, GatewayClient admin, Books books)
    {
        var serving = new ModelServing.ModelServingClient(admin.Calls);
        foreach (var (id, output) in life.Predicted)
        {
            var logged = await serving.GetPredictionAsync(new GetPredictionRequest { PredictionId = id });
            logged.Outputs.ShouldHaveSingleItem().ShouldBe((float)output, 0.01f, id);
        }
        var told = books.Ledger.Where(entry => entry.Subject == $"predictions/{life.Name}")
            .SelectMany(entry => PredictionsLogged.Parser.ParseFrom(entry.Data).Predictions).ToList();
        told.Select(prediction => prediction.PredictionId).ShouldBeUnique();
        life.Predicted.Keys.ShouldBeSubsetOf(told.Select(prediction => prediction.PredictionId));
        // What was logged and then not answered, because something was killed between, was asked for again under the same client id.
        var clients = told.Select(prediction => prediction.ClientId).ToHashSet();
        clients.Count.ShouldBe(life.Predicted.Count, life.Name);

        // Monitoring hears of them beside Lineage, not after it.
        var monitoring = new ModelMonitoring.ModelMonitoringClient(admin.Calls);
        var monitor = await Eventually.GetsAsync(
            async () => await monitoring.GetMonitorAsync(new GetMonitorRequest { Deployment = life.Name }),
            monitor => monitor.PredictionsReceived >= told.Count);
        monitor.PredictionsReceived.ShouldBe(told.Count, life.Name);
        life.Window.ShouldNotBeNull().Rows.ShouldBeInRange(SmallLife.Predictions, told.Count, life.Name);
        life.Window.Performance.LabelledRows.ShouldBe(life.Window.Rows, life.Name);
    }

    private static async Task LineageShouldReachTheDataAsync(SmallLife life, GatewayClient admin)
    {
        var chain = await new LineageGraph.LineageGraphClient(admin.Calls).GetLineageAsync(new GetLineageRequest { NodeId = life.Predicted.Keys.First() });
        foreach (var kind in (string[])[$"deployment/{life.Name}", $"model/{life.Name}@1", $"approval/{life.Name}@1", $"run/{life.RunId}", $"dataset/{life.Name}@1", "blob/sha256:"])
            chain.Nodes.ShouldContain(node => node.Id.StartsWith(kind, StringComparison.Ordinal), $"{life.Name}: {kind}");
    }
}

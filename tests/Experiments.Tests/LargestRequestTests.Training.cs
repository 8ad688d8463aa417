using Google.Protobuf.Collections;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.ServiceHost;
using Operation = MlOps.Contracts.Operations.V1.Operation;
using RunStatus = MlOps.Contracts.Experiments.V1.RunStatus;
using TrainingStarted = MlOps.Contracts.Experiments.V1.TrainingStarted;

namespace MlOps.Experiments.Tests;

public sealed partial class LargestRequestTests
{
    private void AddTraining(LargestRequests rows) => rows
        .Add<StartTrainingRequest, Operation>(
            "StartTraining",
            async () => new StartTrainingRequest
            {
                RunId = (await system.NewRunAsync()).RunId, Spec = await LargestSpecAsync(), RequestId = RequestId,
            },
            async (request, _) =>
            {
                (await EventAsync<TrainingStarted>(e => e.RunId == request.RunId)).Spec.Features.ShouldBe(request.Spec.Features);
                var run = await system.EndOfAsync(request.RunId);
                run.Status.ShouldBe(RunStatus.Finished, run.StatusMessage);
                run.Model.Signature.Inputs.Count.ShouldBe(1000);
            },
            ("spec", request => request.Spec.CodeVersion += "x"),
            ("spec.features", request => request.Spec.Features.Add("f")),
            ("spec.hyperparameters", request => More(request.Spec.Hyperparameters, 100)),
            ("spec.rounds", request => request.Spec.Rounds = 100_001));

    private static void More(MapField<string, string> map, int count)
    {
        for (var i = 0; i < count; i++) map[$"h{i}"] = "";
    }

    /// <summary>A spec of 260,000 bytes, and the dataset that it is for.</summary>
    private async Task<TrainingSpec> LargestSpecAsync()
    {
        string[] features = [.. Enumerable.Range(0, 1000).Select(i => $"f{i}".PadRight(256, 'f'))];
        var (dataset, label, order) = ("wide".PadRight(128, 'w'), "label".PadRight(250, 'l'), "order".PadRight(250, 'o'));
        var rows = Enumerable.Range(0, 20).Select(row => $"{row},{row % 3},{string.Join(',', features.Select((_, i) => (row + i) % 7))}\n");
        await system.ImportAsync(dataset, $"{order},{label},{string.Join(',', features)}\n{string.Concat(rows)}");
        var spec = new TrainingSpec
        {
            Dataset = dataset, Version = 1, Algorithm = "xgboost", Rounds = 1, Features = { features }, Label = label, OrderBy = order,
            TrainFraction = 0.8, Seed = 1, CodeVersion = new string('c', 130),
            Hyperparameters =
            {
                ["objective"] = "reg:squarederror", ["booster"] = "gbtree", ["eta"] = "0.3", ["max_depth"] = "2", ["tree_method"] = "hist",
            },
        };
        spec.CodeVersion += new string('c', Limits.TrainingSpecBytes - spec.CalculateSize());
        spec.CalculateSize().ShouldBe(Limits.TrainingSpecBytes);
        return spec;
    }
}

using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>
/// Trains with ML.NET: <c>trainer</c> is <c>fast_tree</c>, <c>fast_forest</c>, <c>sdca</c> or <c>lbfgs</c>, <c>task</c> is
/// <c>regression</c> or <c>binary</c>; the rounds are its trees or iterations.
/// </summary>
/// <remarks>ML.NET does not tell what happens within a training, so that metrics come once, for the last round.</remarks>
public sealed class MlNetTrainer : ITrainer
{
    public string Flavor => MlNetRuntime.FlavorName;

    public TrainedModel Train(
        TrainingSpec spec,
        TrainingData train,
        TrainingData? evaluation = null,
        Action<RoundMetrics>? onRound = null,
        CancellationToken cancellation = default)
    {
        var parameters = new MlNetParameters(spec);
        if (evaluation is not null && !evaluation.FeatureNames.SequenceEqual(train.FeatureNames))
            throw new ArgumentException("The evaluation data do not have the features of the training data in their order.", nameof(evaluation));
        if (parameters.Task == MlNetTask.Binary && train.Labels.Span.ContainsAnyExcept(0f, 1f))
            throw new ArgumentException("The labels of a binary classification are 0 or 1.", nameof(train));
        cancellation.ThrowIfCancellationRequested();

        var context = new MLContext(parameters.Seed);
        using var stop = cancellation.Register(context.CancelExecution);
        var data = ModelRow.View(context, train.Features.Span, train.Labels.Span, train.Rows);
        var transformer = MlNetPipeline.Of(context, parameters).Fit(data);
        cancellation.ThrowIfCancellationRequested();

        var signature = new ModelSignature([.. train.FeatureNames.Select(name => TensorSpec.Column(name))], [TensorSpec.Column(train.LabelName)]);
        using var model = new MlNetModel(context, transformer, signature, parameters.Task);
        onRound?.Invoke(new RoundMetrics(parameters.Rounds - 1, Measure(model, parameters.Task, train, evaluation)));
        using var file = new MemoryStream();
        context.Model.Save(transformer, data.Schema, file);
        return new TrainedModel(
            Flavor,
            "model.zip",
            file.ToArray(),
            signature,
            new Dictionary<string, string>
            {
                [MlNetRuntime.TaskOption] = parameters.Task.ToString(),
                ["trainer"] = parameters.Trainer,
                ["mlnet_version"] = typeof(MLContext).Assembly.GetName().Version!.ToString(),
            });
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> Measure(MlNetModel model, MlNetTask task, TrainingData train, TrainingData? evaluation)
    {
        var metrics = new Dictionary<string, IReadOnlyDictionary<string, double>> { [RoundMetrics.Train] = MlNetMetrics.Of(model, task, train) };
        if (evaluation is not null) metrics[RoundMetrics.Evaluation] = MlNetMetrics.Of(model, task, evaluation);
        return metrics;
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>
/// Trains with ML.NET. Parameters: <c>trainer</c> (<c>fast_tree</c>, <c>fast_forest</c>, <c>sdca</c> or <c>lbfgs</c>),
/// <c>task</c> (<c>regression</c> or <c>binary</c>), <c>seed</c>; for trees <c>number_of_leaves</c> and
/// <c>minimum_example_count_per_leaf</c>, for fast_tree <c>learning_rate</c>; for the linear ones
/// <c>l1_regularization</c> and <c>l2_regularization</c>. Rounds are the number of trees, or the maximum number of iterations.
/// </summary>
/// <remarks>
/// ML.NET reports no progress within a training, so metrics are reported once, for the last round. Regression with <c>lbfgs</c> is
/// Poisson regression, whose labels are not negative.
/// </remarks>
public sealed class MlNetTrainer : ITrainer
{
    // AssemblyVersion is 1.0.0.0 in every release.
    private static readonly string Version = typeof(MLContext).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public string Flavor => MlNetRuntime.FlavorName;

    public TrainedModel Train(
        TrainingSpec spec,
        TrainingData train,
        TrainingData? evaluation = null,
        Action<RoundMetrics>? onRound = null,
        CancellationToken cancellation = default)
    {
        var parameters = new MlNetParameters(spec);
        Check(parameters, train, evaluation);
        var context = new MLContext(parameters.Seed);
        var transformer = Fit(context, parameters, train, cancellation);
        using var file = new MemoryStream();
        context.Model.Save(transformer, ModelSchema.Of(train.FeatureNames), file);

        // The metrics are those of the saved and reloaded model.
        var signature = new ModelSignature(
            [.. train.FeatureNames.Select(name => TensorSpec.Column(name))], [TensorSpec.Column(train.LabelName)]);
        using var model = MlNetRuntime.Load(file, signature);
        var metrics = Measure(model, parameters.Task, train, evaluation);
        onRound?.Invoke(new RoundMetrics(parameters.Rounds - 1, metrics));
        return new TrainedModel(
            Flavor,
            "model.zip",
            file.ToArray(),
            signature,
            new Dictionary<string, string>
            {
                ["task"] = parameters.Task.ToString(),
                ["trainer"] = parameters.Trainer,
                ["mlnet_version"] = Version,
            });
    }

    private static void Check(MlNetParameters parameters, TrainingData train, TrainingData? evaluation)
    {
        if (evaluation is not null && !evaluation.FeatureNames.SequenceEqual(train.FeatureNames))
            throw new ArgumentException("The evaluation data must have the features of the training data, in order.", nameof(evaluation));
        if (train.Features.Span.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
            throw new ArgumentException("A feature is infinite.", nameof(train));
        if (parameters.Task == MlNetTask.Binary && train.Labels.Span.ContainsAnyExcept(0f, 1f))
            throw new ArgumentException("The labels of a binary classification must be 0 or 1.", nameof(train));
        if (parameters is { Task: MlNetTask.Regression, Trainer: "lbfgs" } && train.Labels.ToArray().Min() < 0)
            throw new ArgumentException("Regression with lbfgs is Poisson regression, whose labels are not negative.", nameof(train));
    }

    private static ITransformer Fit(MLContext context, MlNetParameters parameters, TrainingData train, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var stop = cancellation.Register(() => CancelExecution(context));
        try
        {
            return MlNetPipeline.Of(context, parameters).Fit(TrainingRow.View(context, train));
        }
        // Cancelled threads of a trainer can surface as other exceptions.
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The training was cancelled.", e, cancellation);
        }
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> Measure(
        IModel model, MlNetTask task, TrainingData train, TrainingData? evaluation)
    {
        var learned = MlNetMetrics.Of(model, task, train);
        if (!learned.Values.All(double.IsFinite))
            throw new ArgumentException("A model trained on this data with these parameters does not predict numbers.", nameof(train));
        var metrics = new Dictionary<string, IReadOnlyDictionary<string, double>> { [RoundMetrics.Train] = learned };
        if (evaluation is not null) metrics[RoundMetrics.Evaluation] = MlNetMetrics.Of(model, task, evaluation);
        return metrics;
    }

    // Every trainer checks for this within its rounds, but the method is internal to ML.NET.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void CancelExecution(MLContext context);
}

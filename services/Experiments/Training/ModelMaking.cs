using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;

namespace MlOps.Experiments.Training;

/// <summary>Trains a model, writes its folder, and measures the model as it is in the folder.</summary>
internal sealed class ModelMaking(IEnumerable<ITrainer> trainers, IEnumerable<IModelRuntime> runtimes, TimeProvider time)
{
    /// <summary>Makes the model of a plan in an empty folder; returns the final metrics by key.</summary>
    /// <param name="runId">The run that the manifest names.</param>
    /// <param name="plan">What to train.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="directory">Where the folder <c>model</c> is written.</param>
    /// <param name="onRound">Called after each round.</param>
    /// <param name="cancellation">Looked at between rounds.</param>
    public ImmutableSortedDictionary<string, double> Make(
        string runId, TrainingPlan plan, TrainingSet data, string directory, Action<RoundMetrics> onRound, CancellationToken cancellation)
    {
        var trainer = trainers.First(t => t.Flavor == plan.Algorithm);
        RoundMetrics? last = null;
        var trained = trainer.Train(SpecOf(plan), data.Train, data.HeldOut, round => onRound(last = round), cancellation);
        var manifest = ManifestOf(runId, plan, trained);
        var draft = ModelArtifact.Write(Path.Combine(directory, "draft"), manifest, trained.Content);
        using var model = runtimes.First(r => r.Flavor == trained.Flavor).Load(draft);

        var profile = ReferenceProfile.Compute(plan.Features, data.Train.Features.Span, data.Train.Rows) with
        {
            Label = ColumnProfile.Compute(plan.Label, data.Train.Labels.Span),
            Prediction = model.OutputsPerRow == 1 ? ColumnProfile.Compute(plan.Label, Predict(model, data.Train)) : null,
        };
        ModelArtifact.Write(FolderIn(directory), manifest, trained.Content, Runtime.InputExample.From(data.Train), profile);
        return Measure(model, data.HeldOut, last);
    }

    /// <summary>The model's folder within the directory that was given to <see cref="Make"/>.</summary>
    public static string FolderIn(string directory) => Path.Combine(directory, "model");

    private static Runtime.TrainingSpec SpecOf(TrainingPlan plan) =>
        new(
            plan.Hyperparameters.ContainsKey("seed") ? plan.Hyperparameters : plan.Hyperparameters.Add("seed", $"{plan.Seed}"),
            plan.Rounds);

    private ModelManifest ManifestOf(string runId, TrainingPlan plan, TrainedModel trained) => new()
    {
        Flavor = trained.Flavor,
        ModelFile = trained.FileName,
        Signature = trained.Signature,
        FlavorOptions = trained.FlavorOptions,
        RunId = runId,
        CreatedAt = time.GetUtcNow(),
        TrainingDataDigest = plan.DatasetDigest,
        CodeVersion = plan.CodeVersion.Length > 0 ? plan.CodeVersion : ServiceVersion,
        Environment = new Dictionary<string, string>
        {
            ["service"] = $"MlOps.Experiments {ServiceVersion}",
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        },
    };

    private static string ServiceVersion { get; } =
        typeof(ModelMaking).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static float[] Predict(IModel model, TrainingData data)
    {
        var predictions = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, predictions);
        return predictions;
    }

    // A model of several outputs a row has no error in the label's unit; it keeps the trainer's own measures.
    private static ImmutableSortedDictionary<string, double> Measure(IModel model, TrainingData heldOut, RoundMetrics? last)
    {
        var metrics = ImmutableSortedDictionary.CreateBuilder<string, double>();
        foreach (var (name, value) in last?.Values.GetValueOrDefault(RoundMetrics.Evaluation) ?? ImmutableDictionary<string, double>.Empty)
            metrics[$"test_{name}"] = value;
        if (model.OutputsPerRow == 1)
        {
            var scores = HeldOutScores.Of(Predict(model, heldOut), heldOut.Labels.Span);
            (metrics["test_rmse"], metrics["test_mae"], metrics["test_r2"]) = (scores.Rmse, scores.Mae, scores.R2);
        }

        return metrics.ToImmutable();
    }
}

using MlOps.Runtime;
using MlOps.XGBoost.Native;

namespace MlOps.XGBoost;

/// <summary>
/// Trains boosted trees. Parameters are XGBoost's own (<c>objective</c>, <c>eta</c>, <c>max_depth</c>, <c>tree_method</c>,
/// <c>seed</c>, <c>nthread</c>, …); several metrics are one comma-separated <c>eval_metric</c>.
/// </summary>
public sealed class XGBoostTrainer : ITrainer
{
    private const string ValidateParameters = "validate_parameters";

    public string Flavor => XGBoostRuntime.FlavorName;

    /// <inheritdoc/>
    /// <exception cref="XGBoostException">The library refuses a parameter's value or the data.</exception>
    public TrainedModel Train(
        TrainingSpec spec,
        TrainingData train,
        TrainingData? evaluation = null,
        Action<RoundMetrics>? onRound = null,
        CancellationToken cancellation = default)
    {
        Check(spec, train, evaluation);
        using var trainMatrix = Matrix(train);
        using var evaluationMatrix = evaluation is null ? null : Matrix(evaluation);
        DataMatrix[] matrices = evaluationMatrix is null ? [trainMatrix] : [trainMatrix, evaluationMatrix];
        string[] names = evaluationMatrix is null ? [RoundMetrics.Train] : [RoundMetrics.Train, RoundMetrics.Evaluation];

        using var booster = Booster.Create(matrices);
        foreach (var (name, value) in spec.Parameters) Set(booster, name, value);
        booster.Set(ValidateParameters, "1");
        for (var round = 0; round < spec.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (round == 0) RefuseUnused(() => booster.Update(0, trainMatrix));
            else booster.Update(round, trainMatrix);
            onRound?.Invoke(new RoundMetrics(round, EvaluationLine.Parse(booster.Evaluate(round, matrices, names))));
        }

        booster.FeatureNames = [.. train.FeatureNames];
        var missing = new float[train.FeatureNames.Count];
        Array.Fill(missing, float.NaN);
        var outputs = booster.Predict(missing, 1, missing.Length).Length;
        return new TrainedModel(
            Flavor,
            "model.ubj",
            booster.Save(),
            new ModelSignature(
                [.. train.FeatureNames.Select(name => TensorSpec.Column(name))],
                [outputs == 1 ? TensorSpec.Column(train.LabelName) : new TensorSpec(train.LabelName, Datatype.FP32, [-1, outputs])]),
            new Dictionary<string, string> { ["model_format"] = "ubj", ["xgb_version"] = XGBoostRuntime.NativeVersion.ToString() });
    }

    private static void Check(TrainingSpec spec, TrainingData train, TrainingData? evaluation)
    {
        if (spec.Rounds is < 1 or > TrainingSpec.MaxRounds)
            throw new ArgumentException($"Rounds must be from 1 to {TrainingSpec.MaxRounds}, not {spec.Rounds}.", nameof(spec));
        if (spec.Parameters.GetValueOrDefault("booster") == "gblinear")
            throw new ArgumentException("The booster gblinear is not supported: trees only (gbtree, dart).", nameof(spec));
        if (evaluation is not null && !evaluation.FeatureNames.SequenceEqual(train.FeatureNames))
            throw new ArgumentException("The evaluation data must have the features of the training data, in order.", nameof(evaluation));
    }

    private static DataMatrix Matrix(TrainingData data)
    {
        var matrix = new DataMatrix(data.Features.Span, data.Rows, data.FeatureNames.Count, threads: 0);
        matrix.SetLabels(data.Labels.Span);
        return matrix;
    }

    private static void Set(Booster booster, string name, string value)
    {
        if (name != "eval_metric") booster.Set(name, value);
        else foreach (var metric in value.Split(',', StringSplitOptions.TrimEntries)) booster.Set(name, metric);
    }

    private static void RefuseUnused(Action firstRound)
    {
        if (Warnings.UnusedParametersOf(firstRound) is { Count: > 0 } unused)
            throw new XGBoostException($"XGBoost does not use the parameters {string.Join(", ", unused)} in this configuration.");
    }
}

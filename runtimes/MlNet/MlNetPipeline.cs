using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace MlOps.MlNet;

/// <summary>Which estimators make up a training.</summary>
internal static class MlNetPipeline
{
    private const string Features = nameof(ModelRow.Features);

    /// <exception cref="ArgumentException">There is no such trainer.</exception>
    public static IEstimator<ITransformer> Of(MLContext context, MlNetParameters parameters) => (parameters.Trainer, parameters.Task) switch
    {
        ("fast_tree", MlNetTask.Regression) => context.Regression.Trainers.FastTree(
            nameof(ModelRow.Label), Features, null,
            parameters.NumberOfLeaves, parameters.Rounds, parameters.MinimumExampleCountPerLeaf, parameters.LearningRate),
        ("fast_tree", MlNetTask.Binary) => context.BinaryClassification.Trainers.FastTree(
            nameof(ModelRow.IsPositive), Features, null,
            parameters.NumberOfLeaves, parameters.Rounds, parameters.MinimumExampleCountPerLeaf, parameters.LearningRate),
        ("fast_forest", MlNetTask.Regression) => context.Regression.Trainers.FastForest(
            nameof(ModelRow.Label), Features, null, parameters.NumberOfLeaves, parameters.Rounds, parameters.MinimumExampleCountPerLeaf),
        // A forest votes; the calibrator makes a probability of it, as the other trainers give.
        ("fast_forest", MlNetTask.Binary) => context.BinaryClassification.Trainers.FastForest(
                nameof(ModelRow.IsPositive), Features, null, parameters.NumberOfLeaves, parameters.Rounds, parameters.MinimumExampleCountPerLeaf)
            .Append(context.BinaryClassification.Calibrators.Platt(nameof(ModelRow.IsPositive))),
        ("sdca", MlNetTask.Regression) => Scaled(context).Append(context.Regression.Trainers.Sdca(
            nameof(ModelRow.Label), Features, null, null, parameters.L2Regularization, parameters.L1Regularization, parameters.Rounds)),
        ("sdca", MlNetTask.Binary) => Scaled(context).Append(context.BinaryClassification.Trainers.SdcaLogisticRegression(
            nameof(ModelRow.IsPositive), Features, null, parameters.L2Regularization, parameters.L1Regularization, parameters.Rounds)),
        ("lbfgs", MlNetTask.Regression) => Scaled(context).Append(context.Regression.Trainers.LbfgsPoissonRegression(
            new LbfgsPoissonRegressionTrainer.Options
            {
                LabelColumnName = nameof(ModelRow.Label),
                FeatureColumnName = Features,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
            })),
        ("lbfgs", MlNetTask.Binary) => Scaled(context).Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = nameof(ModelRow.IsPositive),
                FeatureColumnName = Features,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
            })),
        var (other, _) => throw new ArgumentException($"trainer must be fast_tree, fast_forest, sdca or lbfgs, not '{other}'."),
    };

    // Linear models cannot take missing values, and converge on features of one scale only.
    private static EstimatorChain<NormalizingTransformer> Scaled(MLContext context) => context.Transforms
        .ReplaceMissingValues(Features, Features, MissingValueReplacingEstimator.ReplacementMode.Mean)
        .Append(context.Transforms.NormalizeMeanVariance(Features));
}

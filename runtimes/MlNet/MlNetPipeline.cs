using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;

namespace MlOps.MlNet;

/// <summary>Builds the estimator chain of a training.</summary>
internal static class MlNetPipeline
{
    private const string Features = ModelSchema.Features;
    private const string Label = nameof(TrainingRow.Label);
    private const string IsPositive = nameof(TrainingRow.IsPositive);

    public static IEstimator<ITransformer> Of(MLContext context, MlNetParameters parameters) => (parameters.Trainer, parameters.Task) switch
    {
        ("fast_tree", MlNetTask.Regression) => Whole(context).Append(context.Regression.Trainers.FastTree(
            Boosted(new FastTreeRegressionTrainer.Options { LabelColumnName = Label }, parameters))),
        ("fast_tree", _) => Whole(context).Append(context.BinaryClassification.Trainers.FastTree(
            Boosted(new FastTreeBinaryTrainer.Options { LabelColumnName = IsPositive }, parameters))),
        ("fast_forest", MlNetTask.Regression) => Whole(context).Append(context.Regression.Trainers.FastForest(
            Trees(new FastForestRegressionTrainer.Options { LabelColumnName = Label }, parameters))),
        // A forest gives a raw score; Platt calibration makes it a probability, as the other trainers give.
        ("fast_forest", _) => Whole(context)
            .Append(context.BinaryClassification.Trainers.FastForest(
                Trees(new FastForestBinaryTrainer.Options { LabelColumnName = IsPositive }, parameters)))
            .Append(context.BinaryClassification.Calibrators.Platt(IsPositive)),
        // One thread makes training reproducible: several would update SDCA's weights in a nondeterministic order.
        ("sdca", MlNetTask.Regression) => Scaled(context).Append(context.Regression.Trainers.Sdca(
            new SdcaRegressionTrainer.Options
            {
                LabelColumnName = Label,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
                NumberOfThreads = 1,
            })),
        ("sdca", _) => Scaled(context).Append(context.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = IsPositive,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
                NumberOfThreads = 1,
            })),
        (_, MlNetTask.Regression) => Scaled(context).Append(context.Regression.Trainers.LbfgsPoissonRegression(
            new LbfgsPoissonRegressionTrainer.Options
            {
                LabelColumnName = Label,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
            })),
        _ => Scaled(context).Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = IsPositive,
                L1Regularization = parameters.L1Regularization,
                L2Regularization = parameters.L2Regularization,
                MaximumNumberOfIterations = parameters.Rounds,
            })),
    };

    private static T Boosted<T>(T options, MlNetParameters parameters)
        where T : BoostedTreeOptions
    {
        options.LearningRate = parameters.LearningRate;
        return Trees(options, parameters);
    }

    // Tree trainers use these seeds, not the context's.
    private static T Trees<T>(T options, MlNetParameters parameters)
        where T : TreeOptions
    {
        options.NumberOfTrees = parameters.Rounds;
        options.NumberOfLeaves = parameters.NumberOfLeaves;
        options.MinimumExampleCountPerLeaf = parameters.MinimumExampleCountPerLeaf;
        options.Seed = options.FeatureSelectionSeed = parameters.Seed;
        return options;
    }

    // Without it every trainer silently drops the rows with a missing value.
    private static MissingValueReplacingEstimator Whole(MLContext context) =>
        context.Transforms.ReplaceMissingValues(Features, Features, MissingValueReplacingEstimator.ReplacementMode.Mean);

    // Linear models converge only on normalized features; they read the data once per round, hence the cache.
    private static EstimatorChain<NormalizingTransformer> Scaled(MLContext context) =>
        Whole(context).Append(context.Transforms.NormalizeMeanVariance(Features)).AppendCacheCheckpoint(context);
}

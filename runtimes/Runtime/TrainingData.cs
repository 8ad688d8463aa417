namespace MlOps.Runtime;

/// <summary>A float matrix with named columns and a label per row.</summary>
public sealed record TrainingData
{
    /// <param name="featureNames">The columns in order; each name once.</param>
    /// <param name="features">Rows × columns values, row-major; NaN is a missing value.</param>
    /// <param name="labelName">The name of the target.</param>
    /// <param name="labels">One finite value per row.</param>
    /// <exception cref="ArgumentException">The lengths do not match, or a name is not unique.</exception>
    public TrainingData(
        IReadOnlyList<string> featureNames, ReadOnlyMemory<float> features, string labelName, ReadOnlyMemory<float> labels)
    {
        if (featureNames.Count == 0) throw new ArgumentException("There are no features.", nameof(featureNames));
        if (featureNames.Distinct(StringComparer.Ordinal).Count() != featureNames.Count)
            throw new ArgumentException("A feature is named twice.", nameof(featureNames));
        if (labels.IsEmpty) throw new ArgumentException("There are no rows.", nameof(labels));
        var expected = (long)featureNames.Count * labels.Length;
        if (features.Length != expected)
        {
            throw new ArgumentException(
                $"{labels.Length} rows of {featureNames.Count} features take {expected} values, not {features.Length}.", nameof(features));
        }

        (FeatureNames, Features, LabelName, Labels) = (featureNames, features, labelName, labels);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Rows × columns values, row-major.</summary>
    public ReadOnlyMemory<float> Features { get; }

    /// <summary>The name of the target.</summary>
    public string LabelName { get; }

    /// <summary>One value per row.</summary>
    public ReadOnlyMemory<float> Labels { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Labels.Length;
}

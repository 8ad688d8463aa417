using System.Collections.Immutable;

namespace MlOps.Features.TrainingSets;

/// <summary>A training set was created as a dataset version.</summary>
/// <param name="FeatureViewRevisions">Revision of the definition of each feature view, by name.</param>
public sealed record TrainingSetCreated(
    string Dataset,
    long Version,
    string Digest,
    long RowCount,
    string FeatureService,
    string Spine,
    IReadOnlyList<string> DerivedFrom,
    ImmutableSortedDictionary<string, long> FeatureViewRevisions,
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Labels,
    string By,
    DateTimeOffset At)
{
    /// <summary>Whether both have the same rows and the same origin.</summary>
    public bool IsLike(TrainingSetCreated other) =>
        Version == other.Version && FeatureService == other.FeatureService && DerivedFrom.SequenceEqual(other.DerivedFrom)
        && FeatureViewRevisions.SequenceEqual(other.FeatureViewRevisions) && Labels.SequenceEqual(other.Labels);
}

/// <summary>The training sets of one dataset. The state holds only the last one; the stream holds all.</summary>
public sealed record TrainingSetHistory(string Id, string Dataset, TrainingSetCreated Last, long Revision)
{
    /// <summary>Prefix of the stream keys of training sets.</summary>
    public const string StreamPrefix = "training-set/";

    /// <summary>The stream key of the training sets of a dataset.</summary>
    public static string StreamOf(string dataset) => StreamPrefix + dataset;

    public static TrainingSetHistory Create(TrainingSetCreated e) => new(StreamOf(e.Dataset), e.Dataset, e, Revision: 1);

    public TrainingSetHistory Apply(TrainingSetCreated e) => this with { Last = e, Revision = Revision + 1 };
}

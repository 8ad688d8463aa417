using System.Collections.Immutable;

namespace MlOps.Features.TrainingSets;

/// <summary>A version of a dataset was made by a point-in-time join.</summary>
/// <param name="FeatureViewRevisions">By name of the view, which definition of it was used.</param>
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
    /// <summary>Whether the same rows were made in the same way.</summary>
    public bool IsLike(TrainingSetCreated other) =>
        Version == other.Version && FeatureService == other.FeatureService && DerivedFrom.SequenceEqual(other.DerivedFrom)
        && FeatureViewRevisions.SequenceEqual(other.FeatureViewRevisions) && Labels.SequenceEqual(other.Labels);
}

/// <summary>The training sets that are versions of one dataset. Only the last is kept here: all of them are in the stream.</summary>
public sealed record TrainingSetHistory(string Id, string Dataset, TrainingSetCreated Last, long Revision)
{
    /// <summary>Prefix of the stream keys of training sets.</summary>
    public const string StreamPrefix = "training-set/";

    /// <summary>The stream of the training sets of a dataset.</summary>
    public static string StreamOf(string dataset) => StreamPrefix + dataset;

    public static TrainingSetHistory Create(TrainingSetCreated e) => new(StreamOf(e.Dataset), e.Dataset, e, Revision: 1);

    public TrainingSetHistory Apply(TrainingSetCreated e) => this with { Last = e, Revision = Revision + 1 };
}

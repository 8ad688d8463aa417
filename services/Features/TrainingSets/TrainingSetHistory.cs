namespace MlOps.Features.TrainingSets;

/// <summary>A version of a dataset was made by a point-in-time join.</summary>
public sealed record TrainingSetCreated(
    string Dataset,
    long Version,
    string Digest,
    long RowCount,
    string FeatureService,
    string Spine,
    IReadOnlyList<string> DerivedFrom,
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Labels,
    string By,
    DateTimeOffset At);

/// <summary>The training sets that are versions of one dataset, oldest first.</summary>
public sealed record TrainingSetHistory(string Id, string Dataset, IReadOnlyList<TrainingSetCreated> Versions)
{
    /// <summary>Prefix of the stream keys of training sets.</summary>
    public const string StreamPrefix = "training-set/";

    /// <summary>The stream of the training sets of a dataset.</summary>
    public static string StreamOf(string dataset) => StreamPrefix + dataset;

    public static TrainingSetHistory Create(TrainingSetCreated e) => new(StreamOf(e.Dataset), e.Dataset, [e]);

    public TrainingSetHistory Apply(TrainingSetCreated e) => this with { Versions = [.. Versions, e] };
}

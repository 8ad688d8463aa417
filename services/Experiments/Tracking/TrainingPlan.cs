using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MlOps.Experiments.Tracking;

/// <summary>What is trained on what: everything that a worker needs, so that it can start over at any time.</summary>
/// <param name="Dataset">The training set.</param>
/// <param name="Version">Its version; the newest at the time when none was asked for.</param>
/// <param name="DatasetDigest">Digest of the version's manifest.</param>
/// <param name="DataDigest">Blob of its <see cref="DataFiles"/>, which may be too large for an event.</param>
/// <param name="Algorithm">The model flavor to train.</param>
/// <param name="Hyperparameters">The algorithm's own parameters.</param>
/// <param name="Rounds">Boosting rounds.</param>
/// <param name="Features">Columns to learn from, in order.</param>
/// <param name="Label">Column to predict.</param>
/// <param name="OrderBy">Column of time.</param>
/// <param name="TrainFraction">The first ⌊n × fraction⌋ rows in the order of time are learned from, the others are held out.</param>
/// <param name="Seed">The algorithm's random seed.</param>
/// <param name="CodeVersion">Version of the code that asked for the training; may be empty.</param>
public sealed record TrainingPlan(
    string Dataset,
    long Version,
    string DatasetDigest,
    string DataDigest,
    string Algorithm,
    ImmutableSortedDictionary<string, string> Hyperparameters,
    int Rounds,
    ImmutableList<string> Features,
    string Label,
    string OrderBy,
    double TrainFraction,
    long Seed,
    string CodeVersion)
{
    /// <summary>The training set as an input of the run.</summary>
    [JsonIgnore]
    public DatasetInput Input => new(Dataset, Version, DatasetDigest, "training");
}

/// <summary>The files of a training set.</summary>
/// <param name="Format"><c>parquet</c>, <c>csv</c> or <c>json</c>.</param>
/// <param name="Delimiter">Of CSV.</param>
/// <param name="Columns">All columns, as the catalog found them.</param>
/// <param name="Digests">The files' blobs, in order.</param>
public sealed record DataFiles(string Format, string Delimiter, ImmutableList<DataColumn> Columns, ImmutableList<string> Digests);

/// <summary>A column and its DuckDB type.</summary>
public sealed record DataColumn(string Name, string Type);

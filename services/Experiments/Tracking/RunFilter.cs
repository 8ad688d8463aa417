namespace MlOps.Experiments.Tracking;

/// <summary>Which runs of an experiment a list has, and which way it goes.</summary>
internal sealed record RunFilter(
    RunStatus? Status,
    IReadOnlyDictionary<string, string> Tags,
    string Creator,
    DateTimeOffset? StartedFrom,
    DateTimeOffset? StartedBefore,
    bool Archived,
    bool Descending);

/// <summary>Which experiments a list has, and which way it goes.</summary>
internal sealed record ExperimentFilter(string NamePrefix, IReadOnlyDictionary<string, string> Tags, bool Archived, bool Descending);

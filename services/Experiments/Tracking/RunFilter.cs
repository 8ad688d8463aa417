namespace MlOps.Experiments.Tracking;

/// <summary>Filters and order of a list of runs.</summary>
internal sealed record RunFilter(
    RunStatus? Status,
    IReadOnlyDictionary<string, string> Tags,
    string Creator,
    DateTimeOffset? StartedFrom,
    DateTimeOffset? StartedBefore,
    bool Archived,
    bool Descending);

/// <summary>Filters and order of a list of experiments.</summary>
internal sealed record ExperimentFilter(string NamePrefix, IReadOnlyDictionary<string, string> Tags, bool Archived, bool Descending);

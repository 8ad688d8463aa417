using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

public sealed record ExperimentCreated(
    string Experiment, string Description, ImmutableSortedDictionary<string, string> Tags, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>Description and tags as they are from now on.</summary>
public sealed record ExperimentUpdated(string Experiment, string Description, ImmutableSortedDictionary<string, string> Tags);

/// <summary>From now on no run starts; running ones continue.</summary>
public sealed record ExperimentArchived(string Experiment);

/// <summary>What runs are grouped by; stream <c>experiment/&lt;name&gt;</c>.</summary>
public sealed record Experiment(
    string Id, string Name, string Description, ImmutableSortedDictionary<string, string> Tags, string CreatedBy, DateTimeOffset CreatedAt)
{
    public const string StreamPrefix = "experiment/";

    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of an experiment.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Experiment Create(ExperimentCreated e) =>
        new(StreamOf(e.Experiment), e.Experiment, e.Description, e.Tags, e.CreatedBy, e.CreatedAt);

    public Experiment Apply(ExperimentUpdated e) => Next() with { Description = e.Description, Tags = e.Tags };

    public Experiment Apply(ExperimentArchived _) => Next() with { Archived = true };

    /// <exception cref="NotFoundException">It is not there.</exception>
    public static Experiment Existing(Experiment? experiment, string name) => experiment ?? throw new NotFoundException("experiment", name);

    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public Experiment Open() =>
        Archived ? throw new RuleBrokenException("experiment-archived", Name, $"The experiment {Name} is archived.") : this;

    private Experiment Next() => this with { Revision = Revision + 1 };
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

/// <param name="Owner">The person who is answerable for <paramref name="StartedBy"/>, if that is a service account.</param>
public sealed record RunStarted(
    string RunId,
    string Experiment,
    string RunName,
    ImmutableSortedDictionary<string, string> Tags,
    ImmutableList<DatasetInput> Inputs,
    string StartedBy,
    DateTimeOffset StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null);

/// <summary>Parameters and tags that were not there, or tags that had another value.</summary>
public sealed record RunDataLogged(
    string RunId, ImmutableSortedDictionary<string, string> Params, ImmutableSortedDictionary<string, string> Tags);

/// <summary>One bulk segment of metric points; the points are rows of <see cref="MetricSegments"/>.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Latest">The newest point of each key of the segment.</param>
/// <param name="PointCount">How many points the segment has.</param>
/// <param name="Segment">The segment's rows.</param>
/// <param name="ContentDigest">SHA-256 of the points: see <see cref="MetricSegment.Digest"/>.</param>
public sealed record MetricsLogged(string RunId, ImmutableList<MetricPoint> Latest, int PointCount, Guid Segment, string ContentDigest);

public sealed record ArtifactUploaded(string RunId, string Path, string Digest, long SizeBytes);

/// <summary>Name and tags as they are from now on.</summary>
public sealed record RunUpdated(string RunId, string RunName, ImmutableSortedDictionary<string, string> Tags);

/// <summary>From now on nothing can be added, and lists leave the run out.</summary>
public sealed record RunArchived(string RunId);

public sealed record TrainingStarted(string RunId, TrainingPlan Plan);

public sealed record ModelLogged(string RunId, LoggedModel Model);

public sealed record RunFinished(string RunId, RunStatus Status, string StatusMessage, DateTimeOffset FinishedAt);

/// <summary>MLflow's status of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    Running,
    Finished,
    Failed,
    Killed,
}

/// <summary>A dataset version that a run read.</summary>
/// <param name="Context">What for: <c>training</c> or <c>evaluation</c>.</param>
public sealed record DatasetInput(string Dataset, long Version, string Digest, string Context);

/// <summary>
/// One execution of an experiment: parameters, the latest value of each metric, tags, inputs, a model; stream <c>run/&lt;id&gt;</c>.
/// <see cref="Limits"/> bound each of them.
/// </summary>
public sealed record Run(
    string Id, string RunId, string Experiment, string RunName, string StartedBy, DateTimeOffset StartedAt)
{
    public const string StreamPrefix = "run/";

    /// <summary>The person who is answerable for <see cref="StartedBy"/>, if that is a service account.</summary>
    public string? Owner { get; init; }

    public RunStatus Status { get; init; } = RunStatus.Running;

    public string StatusMessage { get; init; } = "";

    public DateTimeOffset? FinishedAt { get; init; }

    public ImmutableSortedDictionary<string, string> Params { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The latest point of each key.</summary>
    public ImmutableSortedDictionary<string, MetricPoint> Metrics { get; init; } = ImmutableSortedDictionary<string, MetricPoint>.Empty;

    public ImmutableList<DatasetInput> Inputs { get; init; } = [];

    /// <summary>How many uploads there were; one that replaces an artifact counts too.</summary>
    public int Uploads { get; init; }

    public LoggedModel? Model { get; init; }

    /// <summary>The training job of this run, if it has one.</summary>
    public TrainingPlan? Training { get; init; }

    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    [JsonIgnore]
    public bool HasEnded => Status != RunStatus.Running;

    /// <summary>The stream of a run.</summary>
    public static string StreamOf(string runId) => StreamPrefix + runId;

    public static Run Create(RunStarted e) =>
        new(StreamOf(e.RunId), e.RunId, e.Experiment, e.RunName, e.StartedBy, e.StartedAt)
        {
            Tags = e.Tags, Inputs = e.Inputs, Owner = e.Owner,
        };

    public Run Apply(RunDataLogged e) => Next() with { Params = Params.SetItems(e.Params), Tags = Tags.SetItems(e.Tags) };

    public Run Apply(MetricsLogged e) => Next() with
    {
        Metrics = Metrics.SetItems(e.Latest
            .Where(point => point.Supersedes(Metrics.GetValueOrDefault(point.Key)))
            .Select(point => KeyValuePair.Create(point.Key, point))),
    };

    public Run Apply(ArtifactUploaded e) => Next() with { Uploads = Uploads + 1 };

    public Run Apply(TrainingStarted e) => Next() with { Training = e.Plan, Inputs = Inputs.Add(e.Plan.Input) };

    public Run Apply(ModelLogged e) => Next() with { Model = e.Model };

    public Run Apply(RunUpdated e) => Next() with { RunName = e.RunName, Tags = e.Tags };

    public Run Apply(RunArchived _) => Next() with { Archived = true };

    public Run Apply(RunFinished e) => Next() with { Status = e.Status, StatusMessage = e.StatusMessage, FinishedAt = e.FinishedAt };

    /// <exception cref="NotFoundException">It is not there.</exception>
    public static Run Existing(Run? run, string runId) => run ?? throw new NotFoundException("run", runId);

    /// <summary>A run that is updated must exist and not be archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public static Run Kept(Run? state, string runId)
    {
        var run = Existing(state, runId);
        return run.Archived ? throw new RuleBrokenException("run-archived", run.Id, "The run is archived.") : run;
    }

    /// <summary>A run that is logged to must also be running.</summary>
    /// <exception cref="RuleBrokenException">It is archived or has ended.</exception>
    public static Run Active(Run? state, string runId)
    {
        var run = Kept(state, runId);
        return run.HasEnded
            ? throw new RuleBrokenException("run-active", run.Id, $"The run has ended: {run.Status.ToString().ToUpperInvariant()}.")
            : run;
    }

    private Run Next() => this with { Revision = Revision + 1 };
}

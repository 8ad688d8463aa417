using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

public sealed record ModelRegistered(
    string Model, string Description, ImmutableSortedDictionary<string, string> Tags, string RegisteredBy, DateTimeOffset RegisteredAt);

/// <summary>Description and tags as they are from now on.</summary>
public sealed record ModelUpdated(string Model, string Description, ImmutableSortedDictionary<string, string> Tags);

/// <param name="Owner">The person who is answerable for <paramref name="DefinedBy"/>, if that is a service account.</param>
public sealed record GateDefined(
    string Model,
    Gate Gate,
    string DefinedBy,
    DateTimeOffset DefinedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null);

/// <param name="Owner">The person who is answerable for <paramref name="RemovedBy"/>, if that is a service account.</param>
public sealed record GateRemoved(
    string Model,
    string Name,
    string RemovedBy,
    DateTimeOffset RemovedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null);

/// <param name="Owner">The person who is answerable for <paramref name="CreatedBy"/>, if that is a service account.</param>
/// <param name="RunOwner">The same of <paramref name="RunAuthor"/>.</param>
public sealed record ModelVersionCreated(
    string Model,
    long Version,
    string RunId,
    string RunAuthor,
    string Experiment,
    string ArtifactDigest,
    string Flavor,
    ModelSignature Signature,
    InputExample? InputExample,
    string ReferenceProfileDigest,
    string TrainingDataset,
    long TrainingDatasetVersion,
    string TrainingDatasetDigest,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] ImmutableSortedDictionary<string, double> Metrics,
    ImmutableSortedDictionary<string, string> Params,
    ImmutableSortedDictionary<string, string> Tags,
    string Description,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunOwner = null) : IVersionEvent;

/// <summary>Description and tags as they are from now on.</summary>
public sealed record ModelVersionUpdated(
    string Model, long Version, string Description, ImmutableSortedDictionary<string, string> Tags) : IVersionEvent;

/// <param name="Owner">The person who is answerable for <paramref name="RequestedBy"/>, if that is a service account.</param>
public sealed record ApprovalRequested(
    string Model,
    long Version,
    string RequestedBy,
    IReadOnlyList<GateResult> GateResults,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null) : IVersionEvent;

/// <summary>The version may serve, until <paramref name="ValidUntil"/> if that is given.</summary>
public sealed record ModelVersionApproved(
    string Model, long Version, string RequestedBy, string ApprovedBy, string Reason, DateTimeOffset? ValidUntil) : IVersionEvent;

public sealed record ModelVersionRejected(string Model, long Version, string RequestedBy, string RejectedBy, string Reason) : IVersionEvent;

/// <summary><paramref name="Alias"/> moved to <paramref name="Version"/>, away from its holder, if it had one.</summary>
public sealed record ModelVersionPromoted(
    string Model, long Version, string Alias, long? DisplacedVersion, IReadOnlyList<GateResult> GateResults) : IVersionEvent;

/// <summary>The version may not serve any longer; the aliases that it held are taken from it in the same append.</summary>
public sealed record ApprovalWithdrawn(string Model, long Version, string WithdrawnBy, string Reason) : IVersionEvent;

public sealed record AliasRemoved(string Model, string Alias, long Version) : IVersionEvent;

/// <summary>From now on no version, approval or promotion; what is deployed continues to serve.</summary>
public sealed record ModelArchived(string Model);

/// <summary>
/// A model with its gates and aliases: all on the one stream <c>model/&lt;name&gt;</c>, so that promoting one version and
/// displacing another is one append. What is known of single versions is in <see cref="ModelVersionDetails"/>, made of the same
/// stream, so that this state does not grow with their number.
/// </summary>
public sealed record RegisteredModel(
    string Id,
    string Name,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string RegisteredBy,
    DateTimeOffset RegisteredAt)
{
    public const string StreamPrefix = "model/";

    /// <summary>By the gate's name; with those that were removed until somebody else confirms it.</summary>
    public ImmutableSortedDictionary<string, GateRule> Gates { get; init; } = ImmutableSortedDictionary<string, GateRule>.Empty;

    /// <summary>The newest version's number; numbers begin at 1 and have no gaps.</summary>
    public long LatestVersion { get; init; }

    /// <summary>Alias → version.</summary>
    public ImmutableSortedDictionary<string, long> Aliases { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of a model.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static RegisteredModel Create(ModelRegistered e) =>
        new(StreamOf(e.Model), e.Model, e.Description, e.Tags, e.RegisteredBy, e.RegisteredAt);

    public RegisteredModel Apply(ModelUpdated e) => Next() with { Description = e.Description, Tags = e.Tags };

    public RegisteredModel Apply(GateDefined e) => Next() with
    {
        Gates = Gates.SetItem(
            e.Gate.Name, GateRule.Changed(Gates.GetValueOrDefault(e.Gate.Name), e.Gate, e.DefinedBy, e.DefinedAt, e.Owner)),
    };

    public RegisteredModel Apply(GateRemoved e) => Next() with
    {
        Gates = Gates.GetValueOrDefault(e.Name) is { Gate: not null } rule
            ? Gates.SetItem(e.Name, GateRule.Changed(rule, null, e.RemovedBy, e.RemovedAt, e.Owner))
            : Gates.Remove(e.Name),
    };

    public RegisteredModel Apply(ModelVersionCreated e) => Next() with { LatestVersion = e.Version };

    public RegisteredModel Apply(ModelVersionUpdated _) => Next();

    public RegisteredModel Apply(ApprovalRequested _) => Next();

    public RegisteredModel Apply(ModelVersionApproved _) => Next();

    public RegisteredModel Apply(ModelVersionRejected _) => Next();

    public RegisteredModel Apply(ModelVersionPromoted e) => Next() with { Aliases = Aliases.SetItem(e.Alias, e.Version) };

    public RegisteredModel Apply(ApprovalWithdrawn _) => Next();

    public RegisteredModel Apply(AliasRemoved e) => Next() with { Aliases = Aliases.Remove(e.Alias) };

    public RegisteredModel Apply(ModelArchived _) => Next() with { Archived = true };

    /// <summary>The aliases that a version holds, each taken from it.</summary>
    public IEnumerable<AliasRemoved> WithoutAliases(long version) =>
        Aliases.Where(alias => alias.Value == version).Select(alias => new AliasRemoved(Name, alias.Key, version));

    /// <summary>A model that is changed must exist.</summary>
    /// <exception cref="NotFoundException">It does not.</exception>
    public static RegisteredModel Existing(RegisteredModel? model, string name) => model ?? throw new NotFoundException("model", name);

    /// <summary>A model that gets something new must not be archived.</summary>
    /// <exception cref="RuleBrokenException">It is.</exception>
    public RegisteredModel Open() =>
        Archived ? throw new RuleBrokenException("model-archived", Name, $"The model {Name} is archived.") : this;

    private RegisteredModel Next() => this with { Revision = Revision + 1 };
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

public sealed record ModelRegistered(
    string Model, string Description, ImmutableSortedDictionary<string, string> Tags, string RegisteredBy, DateTimeOffset RegisteredAt);

public sealed record GateDefined(string Model, Gate Gate);

public sealed record ModelVersionCreated(
    string Model,
    long Version,
    string RunId,
    string Experiment,
    string ArtifactDigest,
    string Flavor,
    string SignatureJson,
    string InputExampleJson,
    string ReferenceProfileDigest,
    string TrainingDataset,
    long TrainingDatasetVersion,
    string TrainingDatasetDigest,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] ImmutableSortedDictionary<string, double> Metrics,
    ImmutableSortedDictionary<string, string> Params,
    ImmutableSortedDictionary<string, string> Tags,
    string Description,
    string CreatedBy,
    DateTimeOffset CreatedAt);

public sealed record ApprovalRequested(string Model, long Version, string RequestedBy, IReadOnlyList<GateResult> GateResults);

public sealed record ModelVersionApproved(string Model, long Version, string RequestedBy, string ApprovedBy, string Reason);

public sealed record ModelVersionRejected(string Model, long Version, string RequestedBy, string RejectedBy, string Reason);

/// <summary><paramref name="Alias"/> moved to <paramref name="Version"/>, away from <paramref name="DisplacedVersion"/> if it had one.</summary>
public sealed record ModelVersionPromoted(string Model, long Version, string Alias, long? DisplacedVersion);

public sealed record AliasRemoved(string Model, string Alias, long Version);

/// <summary>What decisions need of one version; the rest of it is in <see cref="ModelVersionDetails"/>.</summary>
public sealed record RegisteredVersion(
    string RunId,
    string ArtifactDigest,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] ImmutableSortedDictionary<string, double> Metrics,
    string CreatedBy,
    Review Review);

/// <summary>
/// A model with its versions, gates, approvals and aliases: all on the one stream <c>model/&lt;name&gt;</c>, so that promoting
/// one version and displacing another is one append.
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

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, Gate> Gates { get; init; } = ImmutableSortedDictionary<string, Gate>.Empty;

    /// <summary>By number, from 1 without gaps.</summary>
    public ImmutableSortedDictionary<long, RegisteredVersion> Versions { get; init; } = ImmutableSortedDictionary<long, RegisteredVersion>.Empty;

    /// <summary>Alias → version.</summary>
    public ImmutableSortedDictionary<string, long> Aliases { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of a model.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static RegisteredModel Create(ModelRegistered e) =>
        new(StreamOf(e.Model), e.Model, e.Description, e.Tags, e.RegisteredBy, e.RegisteredAt);

    public RegisteredModel Apply(GateDefined e) => Next() with { Gates = Gates.SetItem(e.Gate.Name, e.Gate) };

    public RegisteredModel Apply(ModelVersionCreated e) => Next() with
    {
        Versions = Versions.Add(e.Version, new RegisteredVersion(e.RunId, e.ArtifactDigest, e.Metrics, e.CreatedBy, Review.NotRequested)),
    };

    public RegisteredModel Apply(ApprovalRequested e) => Reviewed(e.Version, review => review.Apply(e));

    public RegisteredModel Apply(ModelVersionApproved e) => Reviewed(e.Version, review => review.Apply(e));

    public RegisteredModel Apply(ModelVersionRejected e) => Reviewed(e.Version, review => review.Apply(e));

    public RegisteredModel Apply(ModelVersionPromoted e) => Next() with { Aliases = Aliases.SetItem(e.Alias, e.Version) };

    public RegisteredModel Apply(AliasRemoved e) => Next() with { Aliases = Aliases.Remove(e.Alias) };

    /// <exception cref="NotFoundException">The model has no such version.</exception>
    public RegisteredVersion Version(long version) =>
        Versions.TryGetValue(version, out var found) ? found : throw new NotFoundException("model version", $"{Name}/{version}");

    /// <summary>The aliases that a version holds, in order.</summary>
    public IEnumerable<string> AliasesOf(long version) => Aliases.Where(a => a.Value == version).Select(a => a.Key);

    /// <summary>A model that somebody asks to change must be there.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public static RegisteredModel Existing(RegisteredModel? model, string name) => model ?? throw new NotFoundException("model", name);

    private RegisteredModel Next() => this with { Revision = Revision + 1 };

    private RegisteredModel Reviewed(long version, Func<Review, Review> change) => Next() with
    {
        Versions = Versions.SetItem(version, Versions[version] with { Review = change(Versions[version].Review) }),
    };
}

using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.FeatureServices;

/// <summary>A feature service was created.</summary>
public sealed record FeatureServiceCreated(
    string FeatureService, IReadOnlyList<SelectedFeature> Features, string Description, ImmutableSortedDictionary<string, string> Tags,
    string By, DateTimeOffset At);

/// <summary>The new description and tags.</summary>
public sealed record FeatureServiceUpdated(
    string FeatureService, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The feature service was archived: no new training sets.</summary>
public sealed record FeatureServiceArchived(string FeatureService, string By, DateTimeOffset At);

/// <summary>A feature of a view, and its column name in training sets and answers.</summary>
/// <param name="Column"><c>feature</c>, or <c>view__feature</c> where two views share the name.</param>
public sealed record SelectedFeature(string View, string Feature, string Column);

/// <summary>A feature service; its features are immutable.</summary>
public sealed record FeatureService(
    string Id,
    string Name,
    IReadOnlyList<SelectedFeature> Features,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string Creator,
    DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of feature services.</summary>
    public const string StreamPrefix = "feature-service/";

    public bool Archived { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream key of a feature service.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    /// <summary>The feature views of the service, in order of first use.</summary>
    public IReadOnlyList<string> ViewNames() => [.. Features.Select(feature => feature.View).Distinct()];

    public static FeatureService Create(FeatureServiceCreated e) =>
        new(StreamOf(e.FeatureService), e.FeatureService, e.Features, e.Description, e.Tags, e.By, e.At);

    public FeatureService Apply(FeatureServiceUpdated e) =>
        this with { Description = e.Description, Tags = e.Tags, Revision = Revision + 1 };

    public FeatureService Apply(FeatureServiceArchived _) => this with { Archived = true, Revision = Revision + 1 };

    /// <summary>Requires that the feature service exists.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static FeatureService Existing(FeatureService? service, string name) =>
        service ?? throw new NotFoundException("feature service", name);

    /// <summary>Requires that the feature service is not archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public FeatureService Open() =>
        Archived ? throw new RuleBrokenException("feature-service-archived", Id, $"The feature service {Name} is archived.") : this;
}

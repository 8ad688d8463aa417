namespace MlOps.Features.FeatureServices;

/// <summary>A model's selection of features got a name.</summary>
public sealed record FeatureServiceCreated(
    string FeatureService, IReadOnlyList<SelectedFeature> Features, string Description, string By, DateTimeOffset At);

/// <summary>A feature of a view, and its column name in training sets and answers: <c>feature</c>, or <c>view__feature</c> where two views share the name.</summary>
public sealed record SelectedFeature(string View, string Feature, string Column);

/// <summary>A feature service; it never changes.</summary>
public sealed record FeatureService(
    string Id, string Name, IReadOnlyList<SelectedFeature> Features, string Description, string Creator, DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of feature services.</summary>
    public const string StreamPrefix = "feature-service/";

    /// <summary>The stream of a feature service.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    /// <summary>The views that features come from, in the order of first use.</summary>
    public IReadOnlyList<string> Views => [.. Features.Select(f => f.View).Distinct()];

    public static FeatureService Create(FeatureServiceCreated e) =>
        new(StreamOf(e.FeatureService), e.FeatureService, e.Features, e.Description, e.By, e.At);
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a project comes from.</summary>
internal sealed record ProjectMetadataAnnotation(IProjectMetadata Metadata) : IResourceAnnotation;

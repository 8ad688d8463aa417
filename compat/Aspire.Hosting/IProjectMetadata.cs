namespace Aspire.Hosting;

/// <summary>Where a project lies; implemented by the generated types of namespace <c>Projects</c>.</summary>
public interface IProjectMetadata : ApplicationModel.IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }
}

namespace Aspire.Hosting;

/// <summary>Where a project lies; implemented by the generated types of namespace <c>Projects</c>.</summary>
public interface IProjectMetadata : ApplicationModel.IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }
}

/// <summary>Where the build left the project's program; the generated types implement it beside <see cref="IProjectMetadata"/>.</summary>
public interface IProjectOutput
{
    /// <summary>The assembly to start.</summary>
    string TargetPath { get; }
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost project references.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new() =>
        builder.AddProject(name, new TProject(), new ProjectResourceOptions());

    /// <summary>Adds a project with one of its launch profiles.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() => builder.AddProject(name, new TProject(), Options(launchProfileName));

    /// <summary>Adds a project.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        return builder.AddProject(name, new TProject(), options);
    }

    /// <summary>Adds a project by its file, relative to the AppHost project.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, new ProjectFile(Path.GetFullPath(Path.Combine(builder.AppHostDirectory, projectPath))), new ProjectResourceOptions());

    /// <summary>Runs several instances behind the same endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static ProjectResourceOptions Options(string? launchProfileName) =>
        new() { ExcludeLaunchProfile = launchProfileName is null, LaunchProfileName = launchProfileName };

    private static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, ProjectResourceOptions options)
    {
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectMetadataAnnotation(metadata));
        if (options.ExcludeLaunchProfile || LaunchProfile.Read(metadata.ProjectPath, options.LaunchProfileName) is not { } profile) return project;

        foreach (var url in profile.ApplicationUrls) project.WithEndpoint(url.Scheme, endpoint => (endpoint.UriScheme, endpoint.Transport, endpoint.Port) = (url.Scheme, "http", url.Port));
        return project.WithEnvironment(context =>
        {
            foreach (var (variable, value) in profile.EnvironmentVariables) context.EnvironmentVariables.TryAdd(variable, value);
        });
    }

    private sealed record ProjectFile(string ProjectPath) : IProjectMetadata;
}

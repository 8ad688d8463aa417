using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Turns the description of a resource into the process to start.</summary>
internal sealed class ProcessSpecFactory(
    IDistributedApplicationBuilder builder, EndpointAllocator endpoints, LocalStore store, DistributedApplicationExecutionContext execution, TelemetryEnvironment telemetry)
{
    public async Task<ProcessSpec> CreateAsync(IResource resource, string instance, int replica, CancellationToken cancellationToken)
    {
        var program = resource switch
        {
            ProjectResource project => await ProjectAsync(project, cancellationToken),
            ExecutableResource executable => new ProcessSpec(executable.Command, []) { WorkingDirectory = executable.WorkingDirectory },
            _ => LocalServer(resource, replica),
        };
        return program with
        {
            Arguments = [.. program.Arguments, .. await resource.ResolveArgumentsAsync(execution, cancellationToken)],
            Environment = await EnvironmentAsync(resource, instance, replica, program.Environment, cancellationToken),
        };
    }

    private static async Task<ProcessSpec> ProjectAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        project.TryGetLastAnnotation<ProjectMetadataAnnotation>(out var annotation);
        var metadata = annotation!.Metadata;
        var program = BuiltTargetPath(metadata) ?? await TargetPathAsync(metadata.ProjectPath, cancellationToken);
        if (!File.Exists(program)) throw new DistributedApplicationException($"Project '{project.Name}' is not built: {program} does not exist.");
        return new ProcessSpec(Dotnet, [program]) { WorkingDirectory = Path.GetDirectoryName(metadata.ProjectPath)! };
    }

    private ProcessSpec LocalServer(IResource resource, int replica)
    {
        if (!resource.TryGetLastAnnotation<LocalServerAnnotation>(out var server)) throw new DistributedApplicationException($"Resource '{resource.Name}' has nothing to start.");
        return server.Process(DataDirectory(resource), endpoint => endpoints.TargetPort(endpoint.EndpointAnnotation, replica));
    }

    /// <summary>The mounted directory or volume; without one, a directory that is emptied at each start of the application.</summary>
    private string DataDirectory(IResource resource) => resource.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault() switch
    {
        { Type: ContainerMountType.BindMount, Source: { } source } => Path.GetFullPath(Path.Combine(builder.AppHostDirectory, source)),
        { Source: { } volume } => store[Path.Combine("volumes", volume)],
        _ => store[Path.Combine("session", resource.Name)],
    };

    private async Task<Dictionary<string, string?>> EnvironmentAsync(
        IResource resource, string instance, int replica, IReadOnlyDictionary<string, string?> given, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string?>(given);
        if (resource is ProjectResource)
        {
            // What the AppHost itself was told to listen on is not for its projects.
            foreach (var name in (string[])["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "HTTP_PORTS", "URLS"]) variables[name] = null;
            foreach (var (name, value) in telemetry.For(resource, instance)) variables[name] = value;
        }
        var ports = resource.Annotations.OfType<EndpointAnnotation>().Select(e => (Endpoint: e, Port: endpoints.TargetPort(e, replica).ToString(CultureInfo.InvariantCulture))).ToArray();
        var urls = ports.Where(p => p.Endpoint is { UriScheme: "http" or "https", TargetPortEnvironmentVariable: null }).Select(p => $"{p.Endpoint.UriScheme}://localhost:{p.Port}").ToArray();
        if (resource is ProjectResource && urls.Length > 0) variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        foreach (var (endpoint, port) in ports)
        {
            if (endpoint.TargetPortEnvironmentVariable is { } name) variables[name] = port;
        }

        foreach (var (name, value) in await resource.ResolveEnvironmentAsync(execution, cancellationToken)) variables[name] = value;
        return variables;
    }

    /// <summary>The program as the build of the assembly that describes the project noted it (see Sdk/AppHost.targets).</summary>
    private static string? BuiltTargetPath(IProjectMetadata metadata) => metadata.GetType().Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(note => note.Key == $"targetpath:{metadata.ProjectPath}")?.Value;

    /// <summary>Asks the build for the program of a project that was added by its path, in the configuration of the AppHost.</summary>
    private static async Task<string> TargetPathAsync(string projectPath, CancellationToken cancellationToken)
    {
        string[] configuration = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyConfigurationAttribute>() is { Configuration: { Length: > 0 } own }
            ? [$"-property:Configuration={own}"]
            : [];
        using var build = Process.Start(new ProcessStartInfo(Dotnet, ["msbuild", projectPath, "-getProperty:TargetPath", .. configuration]) { RedirectStandardOutput = true })!;
        var path = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode == 0 ? path.Trim() : throw new DistributedApplicationException($"The project {projectPath} could not be read: {path.Trim()}");
    }

    internal static string Dotnet { get; } =
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlOps.AppHost.Tests;

/// <summary>The application as it would start, with addresses but without processes.</summary>
public sealed class DescribedApplication : IAsyncLifetime
{
    private readonly string[] args;
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mlops-test-apphost-");
    private DistributedApplication? app;

    /// <summary>What starts unless arguments say otherwise.</summary>
    public DescribedApplication()
        : this([])
    {
    }

    private DescribedApplication(string[] args) => this.args = args;

    public string Data => data.FullName;

    public IEnumerable<IResource> Resources => app!.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    /// <summary>What starts with some arguments.</summary>
    public static async Task<DescribedApplication> WithAsync(params string[] args)
    {
        var described = new DescribedApplication(args);
        await described.InitializeAsync();
        return described;
    }

    public async Task InitializeAsync()
    {
        // What is described but not built would be built, and run, when the description is disposed of.
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([$"--MLOPS_DATA={Data}", .. args]);
        app = await builder.BuildAsync();
        var port = 20_000;
        foreach (var endpoint in Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", port++);
        }
    }

    public ProjectResource Project(string name) => Resources.OfType<ProjectResource>().Single(project => project.Name == name);

    /// <summary>The variables that a project is started with.</summary>
    public async Task<Dictionary<string, string>> EnvironmentAsync(string project)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(Project(project)).WithEnvironmentVariablesConfig()
            .BuildAsync(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), NullLogger.Instance);
        return configuration.EnvironmentVariables.ToDictionary();
    }

    public async Task DisposeAsync()
    {
        await app!.DisposeAsync();
        data.Delete(recursive: true);
    }
}

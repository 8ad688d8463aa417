using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlOps.Hosting.Tests;

/// <summary>An application that Aspire's orchestrator runs for a test, without a dashboard.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly DistributedApplication app;

    private TestApplication(DistributedApplication app) => this.app = app;

    public static IDistributedApplicationBuilder Describe(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args,
            AssemblyName = typeof(TestApplication).Assembly.GetName().Name,
            DisableDashboard = true,
            AllowUnsecuredTransport = true,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        return builder;
    }

    public static async Task<TestApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var builder = Describe(args);
        describe(builder);
        var app = new TestApplication(builder.Build());
        await app.app.StartAsync().WaitAsync(Limit);
        return app;
    }

    public Task<ResourceEvent> BecomesHealthyAsync(string resource) =>
        app.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable).WaitAsync(Limit);

    public Task<ResourceEvent> BecomesAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        app.ResourceNotifications.WaitForResourceAsync(resource, e => condition(e.Snapshot)).WaitAsync(Limit);

    public Task<ResourceEvent> EndsAsync(string resource) =>
        BecomesAsync(resource, s => KnownResourceStates.TerminalStates.Contains(s.State?.Text));

    /// <summary>The process of a resource that runs, once it is another one than <paramref name="former"/>.</summary>
    public async Task<int> RunsAsync(string resource, int? former = null) => ProcessId((await BecomesAsync(
        resource, s => s.State?.Text == KnownResourceStates.Running && ProcessId(s) is { } id && id != former)).Snapshot).ShouldNotBeNull();

    /// <summary>Runs a command of a resource's, as the dashboard does.</summary>
    public async Task CommandAsync(string resource, string command)
    {
        var result = await app.ResourceCommands.ExecuteCommandAsync(Resource(resource), command);
        result.Success.ShouldBeTrue(result.Message);
    }

    public async Task<string> ConnectionStringAsync(string resource) =>
        (await ((IResourceWithConnectionString)Resource(resource)).GetConnectionStringAsync()).ShouldNotBeNull();

    /// <summary>Returns once the log of a resource has a line that holds <paramref name="text"/>.</summary>
    public async Task LogsAsync(string resource, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        var log = app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(Resource(resource));
        await foreach (var lines in log.WithCancellation(limit.Token))
        {
            if (lines.Any(line => line.Content.Contains(text, StringComparison.Ordinal))) return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static int? ProcessId(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.SingleOrDefault(property => property.Name == "executable.pid")?.Value as int?;

    private IResource Resource(string name) =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MlOps.Aspire.Hosting.Tests;

/// <summary>What tests do with a running application.</summary>
internal static class TestApplication
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<DistributedApplication> StartAsync(StoreDirectory store, Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create([store.Argument, .. args]);
        describe(builder);
        var app = await builder.BuildAsync();
        await app.StartAsync();
        return app;
    }

    public static Task<ResourceEvent> BecomesHealthyAsync(this DistributedApplication app, string resource) =>
        app.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(Limit);

    public static Task<ResourceEvent> BecomesAsync(this DistributedApplication app, string resource, string state) =>
        app.BecomesAsync(resource, s => s.State?.Text == state);

    public static Task<ResourceEvent> BecomesAsync(this DistributedApplication app, string resource, Func<CustomResourceSnapshot, bool> condition) =>
        app.ResourceNotifications.WaitForResourceAsync(resource, e => condition(e.Snapshot)).WaitAsync(Limit);

    /// <summary>The text of the first line of the log that holds <paramref name="text"/>.</summary>
    public static async Task<string> LogsAsync(this DistributedApplication app, string resource, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var lines in app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource).WithCancellation(limit.Token))
        {
            foreach (var line in lines)
            {
                if (line.Content.Contains(text, StringComparison.Ordinal)) return line.Content;
            }
        }
        throw new InvalidOperationException("The log ended.");
    }

    public static int Pid(this ResourceEvent e) => (int)e.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    /// <summary>Whether a process is there and not merely waiting to be reaped.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }

    public static Task IsGoneAsync(int pid) => Eventually.HoldsAsync(() => Task.FromResult(!IsAlive(pid)));
}

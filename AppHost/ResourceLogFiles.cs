using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

/// <summary>Writes the log of each resource, and the AppHost's own, to <c>logs/{name}.log</c>.</summary>
internal sealed class ResourceLogFiles(DataDirectory data, DistributedApplicationModel model, ResourceLoggerService loggers, ILogger<ResourceLogFiles> logger) : BackgroundService
{
    /// <summary>The name under which the AppHost's own log goes.</summary>
    public const string AppHostName = "apphost";

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(model.Resources.Select(resource => resource.Name).Append(AppHostName).Select(name => WriteAsync(name, stoppingToken)));

    private async Task WriteAsync(string name, CancellationToken stoppingToken)
    {
        using var file = new RotatingFile(data[$"logs/{name}.log"]);
        await foreach (var lines in loggers.WatchAsync(name).WithCancellation(stoppingToken))
        {
            try
            {
                file.Append(lines.Select(line => line.Content));
            }
            catch (IOException e) when (name != AppHostName)
            {
                // A full disk must not take the system down.
                Log.LinesNotWritten(logger, e, lines.Count, name);
            }
            catch (IOException)
            {
                // Nowhere is left to say it; the resources' logs were kept in memory too.
            }
        }
    }
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

/// <summary>Writes the log of each resource, and the AppHost's own, to <c>logs/{name}.log</c>.</summary>
internal sealed class ResourceLogFiles(
    DataDirectory data, ResourceNotificationService notifications, ResourceLoggerService loggers, ILogger<ResourceLogFiles> logger)
    : BackgroundService
{
    /// <summary>The name of the AppHost's own log.</summary>
    public const string AppHostName = "apphost";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = new Dictionary<string, Task> { [AppHostName] = WriteAsync(AppHostName, AppHostName, stoppingToken) };
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                var id = change.ResourceId;
                if (!written.ContainsKey(id)) written[id] = WriteAsync(id, change.Resource.Name, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(written.Values);
        }
    }

    private async Task WriteAsync(string id, string name, CancellationToken stoppingToken)
    {
        using var file = new RotatingFile(data[$"logs/{name}.log"]);
        await foreach (var lines in loggers.WatchAsync(id).WithCancellation(stoppingToken))
        {
            try
            {
                file.Append(lines.Select(line => line.Content));
            }
            catch (IOException e) when (name != AppHostName)
            {
                // A full disk must not stop the system.
                logger.LinesNotWritten(e, lines.Count, name);
            }
            catch (IOException)
            {
                // This log cannot report its own failure.
            }
        }
    }
}

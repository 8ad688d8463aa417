using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The resources and their logs.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(
        this WebApplication app, ResourceNotificationService notifications, ResourceLoggerService loggers, Secrets secrets, DistributedApplicationModel model)
    {
        app.MapGet("/api/resources", async (CancellationToken cancellationToken) =>
        {
            var resources = new List<object>();
            foreach (var instance in model.Resources.SelectMany(ResourceNotificationService.InstanceIds))
            {
                if (notifications.TryGetCurrentState(instance, out var e) && !e.Snapshot.IsHidden) resources.Add(await DescribeAsync(e, secrets, cancellationToken));
            }
            return Results.Json(resources);
        });
        app.MapGet("/api/resources/{name}/logs", (string name, HttpContext context) => WriteLogAsync(name, context, loggers, model));
    }

    private static async Task<object> DescribeAsync(ResourceEvent e, Secrets secrets, CancellationToken cancellationToken) => new
    {
        id = e.ResourceId,
        name = e.Resource.Name,
        type = e.Snapshot.ResourceType,
        state = e.Snapshot.State?.Text,
        health = e.Snapshot.HealthStatus?.ToString(),
        checks = e.Snapshot.HealthReports.Select(r => new { name = r.Name, status = r.Status?.ToString(), description = r.Description }),
        isReady = e.Snapshot.ResourceReadyEvent is not null,
        started = e.Snapshot.StartTimeStamp is { } started ? new DateTimeOffset(started).ToUnixTimeMilliseconds() : (long?)null,
        exitCode = e.Snapshot.ExitCode,
        pid = e.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value,
        urls = e.Snapshot.Urls.Select(url => new { name = url.Name, url = url.Url }),
        environment = (await secrets.HideAsync(e.Snapshot.EnvironmentVariables.OrderBy(v => v.Name, StringComparer.Ordinal), cancellationToken))
            .Select(variable => new { name = variable.Name, value = variable.Value }),
    };

    /// <summary>Server-sent events, each a list of lines.</summary>
    private static async Task WriteLogAsync(string name, HttpContext context, ResourceLoggerService loggers, DistributedApplicationModel model)
    {
        if (!model.Resources.Any(r => r.Name == name))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await foreach (var lines in loggers.WatchAsync(name).WithCancellation(context.RequestAborted))
            {
                var json = JsonSerializer.Serialize(lines.Select(line => new { number = line.LineNumber, text = line.Content, isError = line.IsErrorMessage }));
                await context.Response.WriteAsync($"data: {json}\n\n", context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone.
        }
    }
}

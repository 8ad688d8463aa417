using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.Analytics;

/// <summary>Deletes, when a service starts, the work folders that crashed processes left behind.</summary>
internal sealed class AbandonedFolders(ILogger<AbandonedFolders> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var purged = await Task.Run(WorkFolder.PurgeAbandoned, cancellationToken);
        if (purged > 0) Log.FoldersPurged(logger, purged);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Work folders of a service.</summary>
public static class WorkFolderRegistration
{
    /// <summary>Deletes at the start what crashed processes left behind.</summary>
    public static IServiceCollection AddWorkFolders(this IServiceCollection services) =>
        services.AddHostedService<AbandonedFolders>();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.Analytics;

/// <summary>Deletes the work folders of crashed processes when a service starts.</summary>
internal sealed class AbandonedFolders(ILogger<AbandonedFolders> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var purged = await Task.Run(WorkFolder.PurgeAbandoned, cancellationToken);
        if (purged > 0) Log.FoldersPurged(logger, purged);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Registration of the cleanup of work folders.</summary>
public static class WorkFolderRegistration
{
    /// <summary>Deletes the work folders of crashed processes when the service starts.</summary>
    public static IServiceCollection AddWorkFolders(this IServiceCollection services) =>
        services.AddHostedService<AbandonedFolders>();
}

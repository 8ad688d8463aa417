using Microsoft.Extensions.Hosting;

namespace JasperFx.Events.Daemon;

/// <summary>Decides whether this node runs the daemon.</summary>
public interface IProjectionCoordinator : IHostedService
{
    /// <summary>The daemon of the store's database.</summary>
    IProjectionDaemon DaemonForMainDatabase();

    /// <summary>Stops the daemon on this node.</summary>
    Task PauseAsync();

    /// <summary>Starts it again.</summary>
    Task ResumeAsync();
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlOps.Hosting.Orchestrator;

/// <summary>Stops the application when its orchestrator exits, because nothing else starts and stops resources.</summary>
internal sealed class OrchestratorWatch(
    IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider time, ILogger<OrchestratorWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        OrchestratorProcess? orchestrator = null;
        while (await timer.WaitForNextTickAsync(stoppingToken) && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            orchestrator ??= OrchestratorProcess.Find();
            if (orchestrator is null || orchestrator.IsRunning) continue;
            logger.OrchestratorExited(orchestrator.Id);
            await Console.Error.WriteLineAsync($"Aspire's orchestrator (DCP, process {orchestrator.Id}) exited with all resources.");
            Environment.ExitCode = 1;
            // Shutdown would wait in vain for the orchestrator to report that the resources have stopped.
            host.Value.ShutdownTimeout = Interval;
            lifetime.StopApplication();
            return;
        }
    }
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps the process of a resource instance running until it has done its work or the application stops.</summary>
internal sealed class ProcessRunner(
    ProcessSpecFactory specs, ResourceNotificationService notifications, ResourceLoggerService loggers, TimeProvider time, ILogger<ProcessRunner> logger)
{
    /// <summary>Runs the process, again whenever it ends with an exit code that is not its goal by <paramref name="isDone"/>, and returns the last one.</summary>
    public async Task<int> RunAsync(IResource resource, string instance, int replica, Func<int, bool> isDone, CancellationToken stopping)
    {
        var resourceLog = loggers.GetLogger(resource);
        var delays = new RestartDelay();
        while (true)
        {
            var started = time.GetTimestamp();
            await PublishAsync(resource, instance, s => Starting(resource, s));
            var spec = await specs.CreateAsync(resource, instance, replica, stopping);
            using var process = await WatchedProcess.StartAsync(spec, (line, isError) => loggers.AddLine(resource.Name, line, isError));
            Log.ProcessStarted(logger, instance, process.Pid);
            await PublishAsync(resource, instance, s => Running(s, spec, process.Pid));
            await using (stopping.Register(() => _ = PublishAsync(resource, instance, s => s with { State = KnownResourceStates.Stopping })))
            {
                var exitCode = await process.WaitForExitAsync(stopping);
                if (stopping.IsCancellationRequested || isDone(exitCode))
                {
                    Log.Ended(logger, instance, exitCode);
                    return exitCode;
                }
                var delay = delays.After(time.GetElapsedTime(started));
                await PublishAsync(resource, instance, s => Starting(resource, s) with { ExitCode = exitCode, StopTimeStamp = Now });
                Log.Restarting(logger, instance, exitCode, delay);
                Log.Restarting(resourceLog, instance, exitCode, delay);
                await Task.Delay(delay, time, stopping);
            }
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static CustomResourceSnapshot Starting(IResource resource, CustomResourceSnapshot s) => s with
    {
        State = KnownResourceStates.Starting,
        ResourceReadyEvent = null,
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
    };

    private CustomResourceSnapshot Running(CustomResourceSnapshot s, ProcessSpec spec, int pid) => s with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = Now,
        StopTimeStamp = null,
        Properties = [.. s.Properties.Where(p => p.Name != "executable.pid"), new("executable.pid", pid)],
        EnvironmentVariables = [.. from variable in spec.Environment where variable.Value is not null select new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true)],
    };

    private Task PublishAsync(IResource resource, string instance, Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        notifications.PublishUpdateAsync(resource, instance, change);
}

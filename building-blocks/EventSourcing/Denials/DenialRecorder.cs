using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.EventSourcing.Denials;

/// <summary>Records denied calls as events, off the path of the requests: actor and correlation id are those of the call.</summary>
internal sealed class DenialRecorder(
    ServiceDefaults.Access.Denials denials, IServiceScopeFactory scopes, StatusMap statuses, TimeProvider time,
    ILogger<DenialRecorder> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Records what is still waiting: once, because a service that stops does not wait for its database.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Sweep(all: true);
        while (denials.Reader.TryRead(out var denial)) await TryRecordAsync(denial, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var sweeping = time.CreateTimer(
            _ => Sweep(all: false), null, ServiceDefaults.Access.Denials.Window, ServiceDefaults.Access.Denials.Window);
        try
        {
            await foreach (var denial in denials.Reader.ReadAllAsync(stoppingToken))
            {
                // Not interrupted: what was taken out of the queue would be lost. Whatever arrives meanwhile waits there, or is counted.
                while (!await TryRecordAsync(denial, CancellationToken.None)) await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.DenialsStopped(logger);
        }
    }

    private void Sweep(bool all)
    {
        if (denials.Sweep(all) is > 0 and var beyond) Log.DenialsNotRecorded(logger, beyond);
    }

    /// <summary>False if a retry may succeed.</summary>
    private async Task<bool> TryRecordAsync(Denial denial, CancellationToken cancellation)
    {
        var subject = DeniedCalls.Stored(denial.Caller.Subject);
        using var acting = (denial.Caller with { Subject = subject }).Enter();
        await using var scope = scopes.CreateAsyncScope();
        var denied = new AccessDenied(subject, denial.Permission, denial.Method, denial.Rule, denial.LeftOut, denial.At);
        try
        {
            await scope.ServiceProvider.GetRequiredService<Mutations>().ApplyAsync<DeniedCalls>(
                DeniedCalls.StreamOf(subject), new Empty(), (_, _) => [denied], cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.DenialNotRecorded(logger, e, subject, denial.Permission);
            return !statuses.IsTransient(e);
        }
    }
}

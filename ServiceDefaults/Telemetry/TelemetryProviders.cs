using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Holds the OpenTelemetry providers for as long as the service runs; stopping sends what is still held back.</summary>
internal sealed class TelemetryProviders(Func<TracerProvider> traces, Func<MeterProvider> metrics) : IHostedLifecycleService, IDisposable
{
    private TracerProvider? tracerProvider;
    private MeterProvider? meterProvider;

    // Before any other hosted service starts, so that nothing of the start is missed.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        tracerProvider = traces();
        meterProvider = metrics();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        tracerProvider?.Dispose();
        meterProvider?.Dispose();
        (tracerProvider, meterProvider) = (null, null);
    }
}

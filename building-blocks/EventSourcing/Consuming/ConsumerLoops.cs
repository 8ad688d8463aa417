using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Runs each of the service's consumers on its own thread.</summary>
internal sealed class ConsumerLoops(
    IServiceProvider services, EventConsumption consumption, ConsumerRoutes routes) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> running = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var parts = Parts();
        foreach (var route in routes.All) Start(route.Loop(parts, consumption, consumption.GroupOf(route)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running).WaitAsync(cancellationToken);
    }

    public void Dispose() => stopping.Dispose();

    private void Start(ConsumerLoop loop) => running.Add(
        Task.Factory.StartNew(
            () => loop.Run(stopping.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private ConsumerLoop.Parts Parts() => new(
        services.GetRequiredService<KafkaConnection>(),
        services.GetRequiredService<Messaging.DeadLetters>(),
        services.GetRequiredService<ConsumerFailures>(),
        services.GetRequiredService<StatusMap>(),
        services.GetRequiredService<IOptions<KafkaOptions>>().Value,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>().CreateLogger<ConsumerLoop>());
}

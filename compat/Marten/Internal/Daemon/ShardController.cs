using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Internal.Daemon;

/// <summary>Collects what a subscription tells the daemon while it handles one page.</summary>
internal sealed class ShardController(AsyncShard shard, ShardExecutionMode mode, ErrorHandlingOptions errors, long floor, Func<long, long, Task> advance) : ISubscriptionController
{
    private readonly List<DeadLetterEvent> deadLetters = [];

    public ShardExecutionMode Mode => mode;

    public ErrorHandlingOptions ErrorOptions => errors;

    public ShardName Name => shard.Name;

    public AsyncOptions Options => shard.Options;

    /// <summary>The position stored so far.</summary>
    public long Floor { get; private set; } = floor;

    public Exception? Failure { get; private set; }

    public IReadOnlyList<DeadLetterEvent> DeadLetters => deadLetters;

    public async ValueTask MarkSuccessAsync(long processedCeiling)
    {
        if (processedCeiling <= Floor) return;
        await advance(Floor, processedCeiling);
        Floor = processedCeiling;
    }

    public Task ReportCriticalFailureAsync(Exception ex)
    {
        Failure = ex;
        return Task.CompletedTask;
    }

    public async Task ReportCriticalFailureAsync(Exception ex, long lastProcessed)
    {
        await MarkSuccessAsync(lastProcessed);
        Failure = ex;
    }

    public Task RecordDeadLetterEventAsync(IEvent @event, Exception ex)
    {
        deadLetters.Add(new DeadLetterEvent(@event, shard.Name, ex as ApplyEventException ?? new ApplyEventException(@event, ex)));
        return Task.CompletedTask;
    }
}

using Marten;

namespace MlOps.EventSourcing;

/// <summary>A type of aggregates whose state at any version the audit log can rebuild from events.</summary>
internal abstract class AuditedAggregate(string streamPrefix, Type stateType)
{
    public string StreamPrefix { get; } = streamPrefix;

    public Type StateType { get; } = stateType;

    public abstract Task<object?> StateAtAsync(IQuerySession session, string stream, long version, CancellationToken cancellation);
}

/// <summary>The aggregates with state <typeparamref name="TState"/>.</summary>
internal sealed class AuditedAggregate<TState>(string streamPrefix) : AuditedAggregate(streamPrefix, typeof(TState))
    where TState : class
{
    public override async Task<object?> StateAtAsync(IQuerySession session, string stream, long version, CancellationToken cancellation) =>
        await session.Events.AggregateStreamAsync<TState>(stream, version, token: cancellation);
}

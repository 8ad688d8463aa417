using Marten;

namespace MlOps.ServiceDefaults.EventSourcing;

/// <summary>Marten's options, and which aggregates the audit log can show.</summary>
public sealed class EventStoreOptions : StoreOptions
{
    private readonly List<AuditedAggregate> audited = [];

    /// <summary>The aggregates of the audit log, longest stream prefix first.</summary>
    internal IReadOnlyList<AuditedAggregate> Audited => audited;

    /// <summary>Streams whose key begins with <paramref name="streamPrefix"/> (<c>model/</c>) are aggregates of <typeparamref name="TState"/>.</summary>
    public EventStoreOptions Audits<TState>(string streamPrefix)
        where TState : class
    {
        audited.Add(new AuditedAggregate<TState>(streamPrefix));
        audited.Sort((a, b) => b.StreamPrefix.Length - a.StreamPrefix.Length);
        return this;
    }
}

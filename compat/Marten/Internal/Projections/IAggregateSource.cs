using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Marten.Internal.Projections;

/// <summary>How the events of one stream become a state.</summary>
internal interface IAggregateSource<TDoc>
{
    ProjectionLifecycle Lifecycle { get; }

    /// <summary>The state after an event; null where the event deletes it or does not concern it.</summary>
    TDoc? Step(TDoc? state, object identity, IEvent e);

    /// <summary>Sets identity and version, where the state has members for them.</summary>
    void Complete(TDoc state, object identity, long version);
}

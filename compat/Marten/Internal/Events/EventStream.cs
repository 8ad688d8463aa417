using JasperFx.Events;
using Marten.Events;

namespace Marten.Internal.Events;

/// <summary>An aggregate fetched for writing; what is appended here goes to the session's append for the stream.</summary>
internal sealed class EventStream<T>(StreamAction action, T? aggregate, long version, EventGraph events, CancellationToken cancellation) : IEventStream<T>
    where T : class
{
    public T? Aggregate => aggregate;

    public long? StartingVersion => version;

    public long? CurrentVersion => version + action.Events.Count;

    public CancellationToken Cancellation => cancellation;

    public Guid Id => action.Id;

    public string? Key => action.Key;

    public IReadOnlyList<IEvent> Events => action.Events;

    public bool AlwaysEnforceConsistency
    {
        get => action.AlwaysEnforceConsistency;
        set => action.AlwaysEnforceConsistency = value;
    }

    public void AppendOne(object @event) => action.AddEvent(events.BuildEvent(@event));

    public void AppendMany(params object[] events) => AppendMany((IEnumerable<object>)events);

    public void AppendMany(IEnumerable<object> events)
    {
        foreach (var @event in events) AppendOne(@event);
    }
}

using JasperFx.Events;
using JasperFx.Events.Grouping;

namespace Marten.Internal.Projections;

/// <summary>Collects the slices of a page.</summary>
internal sealed class EventGrouping<TDoc, TId>(Func<IEvent, string> tenantOf) : IEventGrouping<TId>
    where TId : notnull
{
    private readonly Dictionary<(string, TId), DocumentSlice<TDoc, TId>> slices = [];

    public IEnumerable<DocumentSlice<TDoc, TId>> Slices => slices.Values;

    public void AddEvent(TId id, IEvent @event)
    {
        var tenant = tenantOf(@event);
        if (!slices.TryGetValue((tenant, id), out var slice)) slices[(tenant, id)] = slice = new(id, tenant);
        if (!slice.Events.Contains(@event)) slice.Events.Add(@event);
    }

    public void AddEvents(TId id, IEnumerable<IEvent> events)
    {
        foreach (var e in events) AddEvent(id, e);
    }

    public void AddEvents<TEvent>(Func<TEvent, TId> singleIdSource, IEnumerable<IEvent> events)
        where TEvent : notnull
    {
        foreach (var (e, typed) in Of<TEvent>(events)) AddEvent(singleIdSource(typed), e);
    }

    public void AddEvents<TEvent>(Func<TEvent, IEnumerable<TId>> multipleIdSource, IEnumerable<IEvent> events)
        where TEvent : notnull
    {
        foreach (var (e, typed) in Of<TEvent>(events))
        {
            foreach (var id in multipleIdSource(typed)) AddEvent(id, e);
        }
    }

    private static IEnumerable<(IEvent Event, TEvent Typed)> Of<TEvent>(IEnumerable<IEvent> events)
    {
        foreach (var e in events)
        {
            if (e is TEvent wrapped) yield return (e, wrapped);
            else if (e.Data is TEvent data) yield return (e, data);
        }
    }
}

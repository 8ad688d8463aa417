using Marten.Services.Json.Transformations;

namespace Marten.Events;

internal sealed partial class EventGraph
{
    public IEventStoreOptions Upcast<TEvent>(string eventTypeName, JsonTransformation jsonTransformation)
        where TEvent : class => Upcast(typeof(TEvent), eventTypeName, jsonTransformation);

    public IEventStoreOptions Upcast(Type eventType, string eventTypeName, JsonTransformation jsonTransformation)
    {
        upcasters[eventTypeName] = new Upcaster(eventType, jsonTransformation.FromDbDataReader);
        MappingFor(eventType);
        return this;
    }

    public IEventStoreOptions Upcast<TOldEvent, TEvent>(string eventTypeName, Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class => Upcast<TEvent>(eventTypeName, JsonTransformations.Upcast(upcast));

    public IEventStoreOptions Upcast<TOldEvent, TEvent>(Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class => Upcast(MappingFor(typeof(TOldEvent)).EventTypeName, upcast);

    public IEventStoreOptions Upcast(params IEventUpcaster[] upcasters)
    {
        foreach (var upcaster in upcasters)
        {
            this.upcasters[upcaster.EventTypeName] = new Upcaster(upcaster.EventType, upcaster.FromDbDataReader);
            MappingFor(upcaster.EventType);
        }

        return this;
    }

    public IEventStoreOptions Upcast<TUpcaster>()
        where TUpcaster : IEventUpcaster, new() => Upcast(new TUpcaster());
}

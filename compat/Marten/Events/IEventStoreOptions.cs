using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten.Services.Json.Transformations;

namespace Marten.Events;

/// <summary>How events are stored.</summary>
public interface IEventStoreOptions
{
    /// <summary>What identifies a stream.</summary>
    StreamIdentity StreamIdentity { get; set; }

    /// <summary>How tenants share the event tables.</summary>
    TenancyStyle TenancyStyle { get; set; }

    /// <summary>Schema of the event tables; the store's own unless set.</summary>
    string DatabaseSchemaName { get; set; }

    /// <summary>Which metadata columns events have.</summary>
    MetadataConfig MetadataConfig { get; }

    /// <summary>The clock of event timestamps.</summary>
    TimeProvider TimeProvider { get; set; }

    /// <summary>How events are written.</summary>
    EventAppendMode AppendMode { get; set; }

    /// <summary>Whether commits notify listening daemons of other processes, so that they need not wait for their next look.</summary>
    bool UseListenNotifyForEventAppends { get; set; }

    /// <summary>Whether inline aggregates fetched for writing are projected on instead of being loaded again on save.</summary>
    bool UseIdentityMapForAggregates { get; set; }

    /// <summary>Whether event ids have a unique index.</summary>
    bool EnableUniqueIndexOnEventId { get; set; }

    /// <summary>Whether events have an index by type.</summary>
    bool EnableEventTypeIndex { get; set; }

    /// <summary>Makes an event type known before the first event of it is written.</summary>
    IEventStoreOptions AddEventType<TEvent>();

    /// <inheritdoc cref="AddEventType{TEvent}"/>
    void AddEventType(Type eventType);

    /// <inheritdoc cref="AddEventType{TEvent}"/>
    void AddEventTypes(IEnumerable<Type> types);

    /// <summary>Gives an event type a stored name.</summary>
    void MapEventType<TEvent>(string eventTypeName)
        where TEvent : class;

    /// <inheritdoc cref="MapEventType{TEvent}"/>
    void MapEventType(Type eventType, string eventTypeName);

    /// <summary>Reads stored events of one name by a transformation of their JSON.</summary>
    IEventStoreOptions Upcast<TEvent>(string eventTypeName, JsonTransformation jsonTransformation)
        where TEvent : class;

    /// <inheritdoc cref="Upcast{TEvent}(string, JsonTransformation)"/>
    IEventStoreOptions Upcast(Type eventType, string eventTypeName, JsonTransformation jsonTransformation);

    /// <summary>Reads stored events of one name as an old type and turns them into the new one.</summary>
    IEventStoreOptions Upcast<TOldEvent, TEvent>(string eventTypeName, Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class;

    /// <summary>Reads stored events of an old type and turns them into the new one.</summary>
    IEventStoreOptions Upcast<TOldEvent, TEvent>(Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class;

    /// <summary>Adds upcasters.</summary>
    IEventStoreOptions Upcast(params IEventUpcaster[] upcasters);

    /// <summary>Adds an upcaster.</summary>
    IEventStoreOptions Upcast<TUpcaster>()
        where TUpcaster : IEventUpcaster, new();

    /// <summary>How events of a type, or of types derived from it, are masked; the rule changes the event.</summary>
    void AddMaskingRuleForProtectedInformation<T>(Action<T> action);

    /// <summary>As above; the rule gives a new event.</summary>
    void AddMaskingRuleForProtectedInformation<T>(Func<T, T> func);
}

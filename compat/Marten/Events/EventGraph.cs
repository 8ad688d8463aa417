using System.Collections.Concurrent;
using System.Data.Common;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten.Services.Json.Transformations;

namespace Marten.Events;

/// <summary>The event side of a store's configuration, and the event types that it knows.</summary>
internal sealed partial class EventGraph(StoreOptions options) : IEventStoreOptions
{
    private readonly ConcurrentDictionary<Type, EventMapping> byType = new();
    private readonly ConcurrentDictionary<string, EventMapping?> byName = new();
    private readonly ConcurrentDictionary<string, string> aliases = new();
    private readonly Dictionary<string, Upcaster> upcasters = [];
    private string? schema;

    public StreamIdentity StreamIdentity { get; set; } = StreamIdentity.AsGuid;

    public TenancyStyle TenancyStyle { get; set; } = TenancyStyle.Single;

    public string DatabaseSchemaName
    {
        get => schema ?? options.DatabaseSchemaName;
        set => schema = value;
    }

    public MetadataConfig MetadataConfig { get; } = new();

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public EventAppendMode AppendMode { get; set; } = EventAppendMode.QuickWithServerTimestamps;

    public bool UseListenNotifyForEventAppends { get; set; }

    public bool UseIdentityMapForAggregates { get; set; }

    public bool EnableUniqueIndexOnEventId { get; set; }

    public bool EnableEventTypeIndex { get; set; }

    public StoreOptions Options => options;

    /// <summary>The texts of the commands that append one event and several, composed once.</summary>
    public (string One, string Many)? AppendCommands { get; set; }

    public bool IsConjoined => TenancyStyle == TenancyStyle.Conjoined;

    public bool HasStringKeys => StreamIdentity == StreamIdentity.AsString;

    public IEventStoreOptions AddEventType<TEvent>()
    {
        AddEventType(typeof(TEvent));
        return this;
    }

    public void AddEventType(Type eventType) => MappingFor(eventType);

    public void AddEventTypes(IEnumerable<Type> types)
    {
        foreach (var type in types) AddEventType(type);
    }

    public void MapEventType<TEvent>(string eventTypeName)
        where TEvent : class => MapEventType(typeof(TEvent), eventTypeName);

    public void MapEventType(Type eventType, string eventTypeName)
    {
        var mapping = MappingFor(eventType);
        byName.TryRemove(new KeyValuePair<string, EventMapping?>(mapping.EventTypeName, mapping));
        mapping.EventTypeName = eventTypeName;
        byName[eventTypeName] = mapping;
    }

    public EventMapping MappingFor(Type type) => byType.TryGetValue(type, out var known) ? known : byType.GetOrAdd(type, t =>
    {
        var mapping = EventMapping.For(t, options.JsonSerializer);
        byName[mapping.EventTypeName] = mapping;
        return mapping;
    });

    /// <summary>The mapping of a stored event, by its name or else by its .NET type; null where neither is known.</summary>
    public EventMapping? MappingFor(string eventTypeName, Func<string?> dotNetTypeName)
    {
        if (byName.TryGetValue(eventTypeName, out var known) && known is not null) return known;
        var type = dotNetTypeName() is { } name ? Type.GetType(name, throwOnError: false) : null;
        if (type is null) return null;
        var mapping = MappingFor(type);
        // An older stored name of a known type.
        byName[eventTypeName] = mapping;
        return mapping;
    }

    public Upcaster? UpcasterFor(string eventTypeName) => upcasters.GetValueOrDefault(eventTypeName);

    public bool HasUpcasters => upcasters.Count > 0;

    public IEvent BuildEvent(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data is not IEvent wrapped) return MappingFor(data.GetType()).Wrap(data, Guid.CreateVersion7());
        var mapping = MappingFor(wrapped.EventType);
        wrapped.EventTypeName = mapping.EventTypeName;
        wrapped.DotNetTypeName = mapping.DotNetTypeName;
        return wrapped;
    }

    /// <summary>The stored name of an aggregate type.</summary>
    public string AggregateAliasFor(Type type)
    {
        var alias = type.GetEventTypeName();
        aggregateTypes[alias] = type;
        return alias;
    }

    public Type? AggregateTypeFor(string alias) => aggregateTypes.GetValueOrDefault(alias);

    private readonly ConcurrentDictionary<string, Type> aggregateTypes = new();

    /// <summary>The names that events of a type are stored under.</summary>
    public IEnumerable<string> NamesFor(Type type)
    {
        var known = byType.Values.Where(m => type.IsAssignableFrom(m.EventType)).Select(m => m.EventTypeName);
        var own = type.IsInterface || type.IsAbstract ? [] : new[] { MappingFor(type).EventTypeName };
        return own.Concat(known).Distinct();
    }

    /// <summary>The stored names that projections and subscriptions are given an event type from: also those that are upcast to it.</summary>
    public IEnumerable<string> StoredNamesFor(Type type) =>
        NamesFor(type).Concat(upcasters.Where(u => type.IsAssignableFrom(u.Value.EventType)).Select(u => u.Key)).Distinct();

    /// <summary>Whether the configuration knows of any event.</summary>
    public bool IsActive => byType.Keys.Any(type => type != typeof(Archived)) || options.Projections.All.Count > 0 || options.Projections.Subscriptions.Count > 0;

    internal sealed record Upcaster(Type EventType, Func<ISerializer, DbDataReader, int, object> Read);
}

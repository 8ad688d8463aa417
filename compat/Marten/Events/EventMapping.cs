using System.Data.Common;
using System.Text.Json.Serialization.Metadata;
using JasperFx.Events;
using Marten.Services;

namespace Marten.Events;

/// <summary>One event type: its stored names, and how an event of it is wrapped and read.</summary>
internal abstract class EventMapping(Type type)
{
    public Type EventType { get; } = type;

    public string EventTypeName { get; set; } = type.GetEventTypeName();

    public string DotNetTypeName { get; } = $"{type.FullName}, {type.Assembly.GetName().Name}";

    public static EventMapping For(Type type, SystemTextJsonSerializer serializer) =>
        (EventMapping)Activator.CreateInstance(typeof(EventMapping<>).MakeGenericType(type), serializer)!;

    public abstract IEvent Wrap(object data, Guid id);

    public abstract IEvent Read(ReadOnlySpan<byte> json, Guid id);
}

internal sealed class EventMapping<T>(SystemTextJsonSerializer serializer) : EventMapping(typeof(T))
    where T : notnull
{
    private JsonTypeInfo<T>? typeInfo;

    public override IEvent Wrap(object data, Guid id) => Named(new Event<T>((T)data, id));

    public override IEvent Read(ReadOnlySpan<byte> json, Guid id)
    {
        typeInfo ??= (JsonTypeInfo<T>)serializer.ReadOptions.GetTypeInfo(typeof(T));
        return Named(new Event<T>(System.Text.Json.JsonSerializer.Deserialize(json, typeInfo)!, id));
    }

    private Event<T> Named(Event<T> e)
    {
        e.EventTypeName = EventTypeName;
        e.DotNetTypeName = DotNetTypeName;
        return e;
    }
}

using System.Data.Common;
using JasperFx.Events;

namespace Marten.Services.Json.Transformations;

/// <summary>Turns stored events of an old shape into a newer type.</summary>
public interface IEventUpcaster
{
    /// <summary>Stored name of the events that it reads.</summary>
    string EventTypeName { get; }

    /// <summary>The type that it gives.</summary>
    Type EventType { get; }

    /// <summary>Reads an event from a column of a row.</summary>
    object FromDbDataReader(ISerializer serializer, DbDataReader dbDataReader, int index);
}

/// <summary>Base of upcasters.</summary>
public abstract class EventUpcaster : IEventUpcaster
{
    /// <inheritdoc/>
    public abstract Type EventType { get; }

    /// <inheritdoc/>
    public virtual string EventTypeName => EventType.GetEventTypeName();

    /// <inheritdoc/>
    public abstract object FromDbDataReader(ISerializer serializer, DbDataReader dbDataReader, int index);
}

/// <summary>Base of upcasters to one type.</summary>
public abstract class EventUpcaster<TEvent> : EventUpcaster
{
    /// <inheritdoc/>
    public override Type EventType => typeof(TEvent);
}

/// <summary>Turns events of an old type into a newer one.</summary>
public abstract class EventUpcaster<TOldEvent, TEvent> : EventUpcaster<TEvent>
    where TOldEvent : notnull
    where TEvent : notnull
{
    /// <inheritdoc/>
    public override string EventTypeName => EventTypeExtensions.GetEventTypeName<TOldEvent>();

    /// <inheritdoc/>
    public override object FromDbDataReader(ISerializer serializer, DbDataReader dbDataReader, int index) =>
        Upcast(serializer.FromJson<TOldEvent>(dbDataReader, index));

    /// <summary>The newer event.</summary>
    protected abstract TEvent Upcast(TOldEvent oldEvent);
}

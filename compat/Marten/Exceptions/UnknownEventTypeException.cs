namespace Marten.Exceptions;

/// <summary>A stored event is of a type that no .NET type is known for.</summary>
public class UnknownEventTypeException : MartenException
{
    /// <summary>Names the stored type.</summary>
    public UnknownEventTypeException(string eventTypeName)
        : base($"Unknown event type name alias '{eventTypeName}.' You may need to register this event type through StoreOptions.Events.AddEventType(type)") =>
        EventTypeName = eventTypeName;

    /// <summary>The stored name of the type.</summary>
    public string EventTypeName { get; }
}

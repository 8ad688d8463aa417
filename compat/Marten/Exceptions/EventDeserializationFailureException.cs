namespace Marten.Exceptions;

/// <summary>The JSON of a stored event does not fit its type.</summary>
public class EventDeserializationFailureException : MartenException
{
    internal EventDeserializationFailureException(long sequence, string eventTypeName, Exception innerException)
        : base($"Event deserialization error on sequence = {sequence} for event type {eventTypeName}", innerException)
    {
        Sequence = sequence;
        EventTypeName = eventTypeName;
    }

    /// <summary>Sequence of the event.</summary>
    public long Sequence { get; }

    /// <summary>Stored name of its type.</summary>
    public string? EventTypeName { get; }
}

namespace JasperFx.Events;

/// <summary>A stream is not at the version that the writer expected.</summary>
public class EventStreamUnexpectedMaxEventIdException : ConcurrencyException
{
    /// <summary>Names the stream and both versions; <paramref name="actual"/> is -1 where the database did not tell.</summary>
    public EventStreamUnexpectedMaxEventIdException(object id, Type? aggregateType, long expected, long actual)
        : base($"Unexpected starting version number for event stream '{id}', expected {expected} but was {actual}", aggregateType, id)
    {
        AggregateType = aggregateType;
    }

    /// <summary>The conflict in the caller's words.</summary>
    public EventStreamUnexpectedMaxEventIdException(string? message)
        : base(message!)
    {
    }

    /// <summary>The stream's aggregate type, where known.</summary>
    public Type? AggregateType { get; }
}

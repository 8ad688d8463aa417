namespace JasperFx.Events;

/// <summary>A stream was to be started without events.</summary>
public class EmptyEventStreamException : Exception
{
    /// <summary>Names the stream by its key.</summary>
    public EmptyEventStreamException(string key)
        : base($"A new event stream ('{key}') cannot be started without any events")
    {
    }

    /// <summary>Names the stream by its id.</summary>
    public EmptyEventStreamException(Guid id)
        : base($"A new event stream ('{id}') cannot be started without any events")
    {
    }
}

namespace JasperFx.Events;

/// <summary>What the store knows of a stream without reading its events.</summary>
public class StreamState
{
    /// <summary>The stream's id, or <see cref="Guid.Empty"/>.</summary>
    public Guid Id { get; set; }

    /// <summary>The stream's key, or null.</summary>
    public string? Key { get; set; }

    /// <summary>Version of the last event.</summary>
    public long Version { get; set; }

    /// <summary>The aggregate type that the stream was started with, where known.</summary>
    public Type? AggregateType { get; set; }

    /// <summary>When the stream last changed.</summary>
    public DateTimeOffset LastTimestamp { get; set; }

    /// <summary>When the stream was started.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Whether the stream is archived.</summary>
    public bool IsArchived { get; set; }
}

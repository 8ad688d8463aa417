namespace Marten.Exceptions;

/// <summary>A stream could not be locked, because somebody else holds it.</summary>
public class StreamLockedException : MartenException
{
    /// <summary>Names the stream and keeps what the database said.</summary>
    public StreamLockedException(object streamId, Exception innerException)
        : base($"Stream '{streamId}' may be locked for updates", innerException)
    {
    }
}

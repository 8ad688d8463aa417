namespace JasperFx.Events;

/// <summary>How events are written.</summary>
public enum EventAppendMode
{
    /// <summary>Versions and sequences are known before the write (one more round trip).</summary>
    Rich,

    /// <summary>One server function appends; timestamps are those of the server.</summary>
    Quick,

    /// <summary>As <see cref="Quick"/>, with timestamps taken by the application's <see cref="TimeProvider"/>.</summary>
    QuickWithServerTimestamps,
}

namespace JasperFx.Events.Daemon;

/// <summary>Which failures the daemon passes over instead of pausing the shard.</summary>
public class ErrorHandlingOptions
{
    /// <summary>An event that a projection fails on is recorded as <see cref="DeadLetterEvent"/> and skipped.</summary>
    public bool SkipApplyErrors { get; set; }

    /// <summary>Events of types that no .NET type is known for are skipped.</summary>
    public bool SkipUnknownEvents { get; set; }

    /// <summary>Events whose JSON does not fit their type are recorded as <see cref="DeadLetterEvent"/> and skipped.</summary>
    public bool SkipSerializationErrors { get; set; }
}

namespace MlOps.ServiceDefaults.Errors;

/// <summary>A dependency of the service is unavailable; a retry may succeed (UNAVAILABLE, 503).</summary>
/// <param name="reason">Stable reason code, e.g. <c>DATABASE_UNAVAILABLE</c>.</param>
/// <param name="message">The message for the caller.</param>
/// <param name="inner">The cause.</param>
public sealed class UnavailableException(string reason, string message, Exception inner) : Exception(message, inner)
{
    /// <summary>The stable reason code.</summary>
    public string Reason { get; } = reason;
}

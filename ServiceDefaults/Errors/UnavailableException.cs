namespace MlOps.ServiceDefaults.Errors;

/// <summary>Something that the service needs does not answer at the moment; trying again later may help (UNAVAILABLE, 503).</summary>
/// <param name="reason">Stable name of what does not answer, e.g. <c>DATABASE_UNAVAILABLE</c>.</param>
/// <param name="message">What the caller is told.</param>
/// <param name="inner">What happened.</param>
public sealed class UnavailableException(string reason, string message, Exception inner) : Exception(message, inner)
{
    public string Reason { get; } = reason;
}

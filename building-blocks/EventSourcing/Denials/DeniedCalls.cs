namespace MlOps.EventSourcing.Denials;

/// <summary>A call was refused for what its caller may do.</summary>
/// <param name="Subject">The caller.</param>
/// <param name="Permission">The permission that the call needs.</param>
/// <param name="Method"><c>package.Service/Method</c>, or the HTTP method and the route.</param>
/// <param name="Rule"><c>permission-missing</c>, or the rule that the caller broke, e.g. <c>four-eyes</c>.</param>
/// <param name="LeftOut">How many further denials of the caller there were since the event before.</param>
/// <param name="At">When it was refused.</param>
public sealed record AccessDenied(string Subject, string Permission, string Method, string Rule, long LeftOut, DateTimeOffset At);

/// <summary>The denied calls of one subject, in stream <c>denials/&lt;subject&gt;</c>.</summary>
/// <param name="Id">The stream key.</param>
/// <param name="Subject">The caller.</param>
/// <param name="Count">How many there were, those included that were only counted.</param>
/// <param name="LastPermission">The permission that the last of them needs.</param>
/// <param name="LastAt">When the last of them was refused.</param>
public sealed record DeniedCalls(string Id, string Subject, long Count, string LastPermission, DateTimeOffset LastAt)
{
    /// <summary>The prefix of the stream keys.</summary>
    public const string StreamPrefix = "denials/";

    private const int MaxSubjectLength = 256;

    /// <summary>The stream key of a subject.</summary>
    public static string StreamOf(string subject) => StreamPrefix + Stored(subject);

    /// <summary>A subject as it can be stored: PostgreSQL has no U+0000, and keys are not long.</summary>
    public static string Stored(string subject) =>
        subject[..Math.Min(subject.Length, MaxSubjectLength)].Replace('\0', '?');

    public static DeniedCalls Create(AccessDenied e) => new(StreamOf(e.Subject), e.Subject, 1 + e.LeftOut, e.Permission, e.At);

    public DeniedCalls Apply(AccessDenied e) =>
        this with { Count = Count + 1 + e.LeftOut, LastPermission = e.Permission, LastAt = e.At };
}

namespace MlOps.Gateway.Tokens;

/// <summary>A token was given to a subject; the token itself is not part of the record.</summary>
public sealed record TokenIssued(string Subject, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt, DateTimeOffset IssuedAt);

/// <summary>Somebody or something that has a token, by the newest one: stream <c>subject/&lt;name&gt;</c>.</summary>
public sealed record Subject(string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset LastIssuedAt, DateTimeOffset ExpiresAt)
{
    public const string StreamPrefix = "subject/";

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string name) => StreamPrefix + name;

    public static Subject Create(TokenIssued issued) =>
        new(StreamOf(issued.Subject), issued.Subject, issued.Roles, issued.IssuedAt, issued.ExpiresAt);

    public Subject Apply(TokenIssued issued) => Create(issued) with { Revision = Revision + 1 };
}

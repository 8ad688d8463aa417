namespace MlOps.Gateway.Tokens;

/// <summary>A token was made; its value is no part of the record.</summary>
/// <param name="Owner">The person who is answerable for the subject, if that is a service account.</param>
/// <param name="Replaces">The token that it takes the place of; empty for a first one.</param>
public sealed record TokenCreated(
    string TokenId,
    string Subject,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Workspaces,
    string? Owner,
    string Description,
    DateTimeOffset ExpiresAt,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    string Replaces);

/// <summary>A token holds no longer.</summary>
public sealed record TokenRevoked(string TokenId, string Subject, string RevokedBy, DateTimeOffset RevokedAt, string Reason);

/// <summary>A token got a successor, and goes on to hold until <paramref name="EndsAt"/>.</summary>
public sealed record TokenRotated(string TokenId, string Subject, string Successor, DateTimeOffset EndsAt);

/// <summary>One outside token: stream <c>token/&lt;id&gt;</c>.</summary>
public sealed record Token(
    string Id,
    string TokenId,
    string Subject,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Workspaces,
    string? Owner,
    string Description,
    DateTimeOffset ExpiresAt,
    string CreatedBy,
    DateTimeOffset CreatedAt)
{
    public const string StreamPrefix = "token/";

    /// <summary>When it ends, or ended, before its time; null if it does not.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public bool Revoked { get; init; }

    public string RevokedBy { get; init; } = "";

    public string RevokeReason { get; init; } = "";

    /// <summary>The token that takes its place; empty if there is none.</summary>
    public string Successor { get; init; } = "";

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string id) => StreamPrefix + id;

    public static Token Create(TokenCreated e) => new(
        StreamOf(e.TokenId), e.TokenId, e.Subject, e.Roles, e.Workspaces, e.Owner, e.Description, e.ExpiresAt, e.CreatedBy, e.CreatedAt);

    public Token Apply(TokenRevoked e) => this with
    {
        EndsAt = EndsAt < e.RevokedAt ? EndsAt : e.RevokedAt, Revoked = true, RevokedBy = e.RevokedBy, RevokeReason = e.Reason,
        Revision = Revision + 1,
    };

    public Token Apply(TokenRotated e) => this with { EndsAt = e.EndsAt, Successor = e.Successor, Revision = Revision + 1 };

    /// <summary>Whether it holds at a moment.</summary>
    public bool HoldsAt(DateTimeOffset now) => now < ExpiresAt && (EndsAt is null || now < EndsAt);
}

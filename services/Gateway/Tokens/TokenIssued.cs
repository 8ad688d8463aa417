namespace MlOps.Gateway.Tokens;

/// <summary>
/// A token of the first release was given to a subject: stream <c>subject/&lt;name&gt;</c>. It stays in the record; such tokens hold no
/// longer, and none is issued.
/// </summary>
public sealed record TokenIssued(string Subject, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt, DateTimeOffset IssuedAt);

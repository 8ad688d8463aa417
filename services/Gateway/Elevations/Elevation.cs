namespace MlOps.Gateway.Elevations;

/// <summary>A person has a further role in a workspace for a time.</summary>
/// <param name="TokenId">The token with which it was begun, with which it ends too.</param>
/// <param name="EndsAt">When it ends unless it is ended before.</param>
public sealed record ElevationBegan(
    string ElevationId,
    string Workspace,
    string Subject,
    string Role,
    string TokenId,
    string Reason,
    DateTimeOffset At,
    DateTimeOffset EndsAt);

/// <summary>It was ended before its time.</summary>
public sealed record ElevationEnded(string ElevationId, string Workspace, string Subject, string Role, string By, DateTimeOffset At);

/// <summary>A further role for a person in a workspace: stream <c>elevation/&lt;id&gt;</c>, in the record of that workspace.</summary>
public sealed record Elevation(
    string Id,
    string ElevationId,
    string Workspace,
    string Subject,
    string Role,
    string TokenId,
    string Reason,
    DateTimeOffset BegunAt,
    DateTimeOffset EndsAt)
{
    public const string StreamPrefix = "elevation/";

    /// <summary>Who ended it before its time; empty if nobody did.</summary>
    public string EndedBy { get; init; } = "";

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string id) => StreamPrefix + id;

    public static Elevation Create(ElevationBegan e) =>
        new(StreamOf(e.ElevationId), e.ElevationId, e.Workspace, e.Subject, e.Role, e.TokenId, e.Reason, e.At, e.EndsAt);

    public Elevation Apply(ElevationEnded e) => this with { EndsAt = e.At, EndedBy = e.By, Revision = Revision + 1 };
}

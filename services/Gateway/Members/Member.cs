using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Members;

/// <summary>A person has these roles, and no others, as a member of the workspace.</summary>
public sealed record MemberSet(
    string Workspace, string Subject, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt, string By, DateTimeOffset At);

/// <summary>The person is no member of the workspace any more.</summary>
public sealed record MemberRemoved(string Workspace, string Subject, string By, DateTimeOffset At);

/// <summary>
/// What a person has as a member of a workspace: stream <c>member/&lt;subject in lower case&gt;</c>, in the record of that workspace.
/// </summary>
public sealed record Member(
    string Id, string Workspace, string Subject, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt, string SetBy, DateTimeOffset SetAt)
{
    public const string StreamPrefix = "member/";

    public bool Removed { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string subject) => StreamPrefix + SubjectNames.Canonical(subject);

    public static Member Create(MemberSet e) =>
        new(StreamOf(e.Subject), e.Workspace, e.Subject, e.Roles, e.ExpiresAt, e.By, e.At);

    public Member Apply(MemberSet e) => Create(e) with { Revision = Revision + 1 };

    public Member Apply(MemberRemoved _) => this with { Removed = true, Revision = Revision + 1 };
}

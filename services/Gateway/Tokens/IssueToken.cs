using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Issues a token that speaks for a subject.</summary>
internal sealed class IssueToken(Mutations mutations, IdentityKey key)
{
    public const int DefaultDays = 365;
    public const int MaxDays = 3650;

    /// <summary>What a token may allow: everything, building, approving, reading the record, asking for predictions.</summary>
    public static readonly IReadOnlyList<string> Roles = ["admin", "engineer", "approver", "auditor", "application"];

    public async Task<Token> HandleAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        Caller.Require("admin");
        var faults = new Faults();
        faults.Name(request.Subject, "subject");
        faults.Require(request.Roles.Count > 0, "roles", "at least one is required");
        foreach (var role in request.Roles.Where(role => !Roles.Contains(role)).Distinct().Take(Roles.Count))
            faults.Require(false, "roles", $"'{role}' is none of {string.Join(", ", Roles)}");
        faults.Require(request.ValidDays is >= 0 and <= MaxDays, "valid_days", $"must be 1 to {MaxDays}, or 0 for {DefaultDays}");
        faults.ThrowIfAny();
        return await IssueAsync(request, cancellation);
    }

    /// <summary>Without asking whether the caller may: for the gateway itself.</summary>
    public async Task<Token> IssueAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        var issued = await mutations.ApplyAsync<Subject>(Subject.StreamOf(request.Subject), request, (_, now) => Decide(request, now), cancellation);
        return TokenOf(issued.State);
    }

    public static object[] Decide(CreateTokenRequest request, DateTimeOffset now)
    {
        var days = request.ValidDays == 0 ? DefaultDays : request.ValidDays;
        return [new TokenIssued(request.Subject, [.. request.Roles.Distinct()], now.AddDays(days), now)];
    }

    /// <summary>The token follows from the recorded event, so a repeated request gets the same one.</summary>
    private Token TokenOf(Subject subject) => new()
    {
        Value = new AccessToken(subject.Name, subject.Roles, Caller.Current.Workspace, subject.ExpiresAt.ToUnixTimeSeconds()).Issue(key),
        Subject = subject.Name,
        Roles = { subject.Roles },
        ExpireTime = subject.ExpiresAt.ToTimestamp(),
    };
}

using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Issue a token that speaks for a subject.</summary>
internal static class IssueToken
{
    public const int DefaultDays = 365;
    public const int MaxDays = 3650;

    /// <summary>What a token may allow: everything, building, approving, reading the record, asking for predictions.</summary>
    public static readonly IReadOnlyList<string> Roles = ["admin", "engineer", "approver", "auditor", "application"];

    public static void Validate(CreateTokenRequest request)
    {
        var faults = new Faults();
        faults.Name(request.Subject, "subject");
        faults.Require(request.Roles.Count > 0, "roles", "at least one is required");
        foreach (var role in request.Roles.Where(role => !Roles.Contains(role)))
            faults.Require(false, "roles", $"'{role}' is none of {string.Join(", ", Roles)}");
        faults.Require(request.ValidDays is >= 0 and <= MaxDays, "valid_days", $"must be 1 to {MaxDays}, or 0 for {DefaultDays}");
        faults.ThrowIfAny();
    }

    public static IEnumerable<object> Decide(CreateTokenRequest request, DateTimeOffset now)
    {
        var days = request.ValidDays == 0 ? DefaultDays : request.ValidDays;
        yield return new TokenIssued(request.Subject, [.. request.Roles.Distinct()], now.AddDays(days), now);
    }
}

internal sealed class IssueTokenHandler(Mutations mutations, IdentityKey key)
{
    public async Task<Token> HandleAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        Caller.Require("admin");
        IssueToken.Validate(request);
        var issued = await mutations.ApplyAsync<Subject>(
            Subject.Stream(request.Subject), request, (_, now) => IssueToken.Decide(request, now), cancellation);
        return TokenOf(issued.State);
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

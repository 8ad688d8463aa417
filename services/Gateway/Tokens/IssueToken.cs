using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Issues a token that speaks for a subject.</summary>
internal sealed class IssueToken(Mutations mutations)
{
    /// <summary>What a token may allow: everything, building, approving, reading the record, asking for predictions.</summary>
    public static readonly IReadOnlyList<string> Roles = ["admin", "engineer", "approver", "auditor", "application"];

    public Task<Mutated<Subject>> HandleAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
        Caller.Require("admin");
        var faults = new Faults().Name(request.Subject, "subject").Length(request.Reason, "reason", Limits.ReasonLength);
        faults.Require(request.Roles.Count > 0, "roles", "at least one is required").Count(request.Roles.Count, "roles", Roles.Count);
        faults.Require(!request.Roles.Except(Roles).Any(), "roles", $"must be of {string.Join(", ", Roles)}");
        faults.Require(
            request.ValidDays is >= 0 and <= Limits.Days, "valid_days", $"must be 1 to {Limits.Days}, or 0 for {Limits.DefaultDays}");
        faults.ThrowIfAny();
        return IssueAsync(request, cancellation);
    }

    /// <summary>Without asking whether the caller may: for the gateway itself.</summary>
    public Task<Mutated<Subject>> IssueAsync(CreateTokenRequest request, CancellationToken cancellation) =>
        mutations.ApplyAsync<Subject>(Subject.StreamOf(request.Subject), request, (_, now) => Decide(request, now), cancellation);

    public static IEnumerable<object> Decide(CreateTokenRequest request, DateTimeOffset now)
    {
        var days = request.ValidDays == 0 ? Limits.DefaultDays : request.ValidDays;
        return [new TokenIssued(request.Subject, [.. request.Roles.Distinct()], now.AddDays(days), now)];
    }
}

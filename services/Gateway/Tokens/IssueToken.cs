using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Tokens;

/// <summary>Issues a token that speaks for a subject.</summary>
internal sealed class IssueToken(Mutations mutations)
{
    /// <summary>The roles that a token can have.</summary>
    public static readonly IReadOnlyList<string> Roles = ServiceDefaults.Access.Roles.Assignable;

    public Task<Mutated<Subject>> HandleAsync(CreateTokenRequest request, CancellationToken cancellation)
    {
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

using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Evaluates every gate and, when all are passed, puts the version before an approver.</summary>
internal sealed class RequestApproval(VersionMutations versions, GateKinds kinds)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.RequestApprovalRequest request, CancellationToken cancellation)
    {
        Limits.CheckVersion(request.Model, request.Version, request.Reason).ThrowIfAny();
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return versions.ApplyAsync(
            request.Model, request.Version, request, (version, now) => Decide(version, kinds, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        VersionInModel subject, GateKinds kinds, string actor, DateTimeOffset now, string? owner = null)
    {
        var model = subject.Model.Open();
        var version = subject.Version;
        var state = version.Review.StateAt(now);
        if (state is ApprovalState.Pending or ApprovalState.Approved)
        {
            throw new RuleBrokenException(
                "approval-not-open", version.Subject(), $"The version is already {state.ToString().ToLowerInvariant()}.");
        }

        if (version.Review.Requests >= Limits.ApprovalRequests)
            throw new LimitExceededException("approval-requests", $"Approval can be requested {Limits.ApprovalRequests} times.");
        return [new ApprovalRequested(model.Name, version.Number, actor, subject.PassGates(kinds, actor, owner), owner)];
    }
}

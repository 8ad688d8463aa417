using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>An approver takes an approval back, and says why: the version loses its aliases at once and serves no longer.</summary>
internal sealed class WithdrawApproval(VersionMutations versions)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.WithdrawApprovalRequest request, CancellationToken cancellation)
    {
        Limits.CheckVersion(request.Model, request.Version, request.Reason)
            .Require(!string.IsNullOrWhiteSpace(request.Reason), "reason", "must say why").ThrowIfAny();
        var actor = Caller.Current.Subject;
        return versions.ApplyAsync(request.Model, request.Version, request, (version, _) => Decide(version, request, actor), cancellation);
    }

    public static IEnumerable<object> Decide(VersionInModel subject, V1.WithdrawApprovalRequest command, string actor)
    {
        var version = subject.Version;
        return version.Review.State == ApprovalState.Approved
            ? [new ApprovalWithdrawn(version.Model, version.Number, actor, command.Reason), .. subject.Model.WithoutAliases(version.Number)]
            : throw new RuleBrokenException("approved", version.Subject(), "The version is not approved.");
    }
}

using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>An approver declines a version that waits for approval, and says why; approval can be requested again.</summary>
internal sealed class RejectModelVersion(VersionMutations versions)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.RejectModelVersionRequest request, CancellationToken cancellation)
    {
        Limits.CheckVersion(request.Model, request.Version, request.Reason)
            .Require(!string.IsNullOrWhiteSpace(request.Reason), "reason", "must say why").ThrowIfAny();
        var actor = Caller.Current.Subject;
        return versions.ApplyAsync(request.Model, request.Version, request, (version, _) => Decide(version, request, actor), cancellation);
    }

    /// <summary>A version whose approval had expired may still hold aliases; rejecting it removes them.</summary>
    public static IEnumerable<object> Decide(VersionInModel subject, V1.RejectModelVersionRequest command, string actor)
    {
        var version = subject.Version;
        return version.Review.State == ApprovalState.Pending
            ? [
                new ModelVersionRejected(version.Model, version.Number, version.Review.RequestedBy, actor, command.Reason),
                .. subject.Model.WithoutAliases(version.Number),
            ]
            : throw new RuleBrokenException("approval-pending", version.Subject(), "The version does not wait for approval.");
    }
}

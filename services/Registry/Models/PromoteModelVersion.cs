using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Moves an alias to an approved version that passes the gates; the version that held it loses it by the same event.</summary>
internal sealed class PromoteModelVersion(VersionMutations versions, GateKinds kinds)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.PromoteModelVersionRequest request, CancellationToken cancellation)
    {
        var faults = Limits.CheckVersion(request.Model, request.Version, request.Reason);
        if (Aliases.FaultOf(request.Alias) is { } fault) faults.Require(false, "alias", fault);
        faults.ThrowIfAny();
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return versions.ApplyAsync(
            request.Model, request.Version, request, (version, now) => Decide(version, request, kinds, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        VersionInModel subject, V1.PromoteModelVersionRequest command, GateKinds kinds, string actor, DateTimeOffset now,
        string? owner = null)
    {
        var model = subject.Model.Open();
        var version = subject.Version;
        var state = version.Review.StateAt(now);
        if (state != ApprovalState.Approved)
        {
            throw new RuleBrokenException("approved", version.Subject(),
                state == ApprovalState.Expired ? "The approval of the version has expired." : "Only an approved version can be promoted.");
        }

        // Gates may have changed since the request; superseded ones still apply to the requester and to the caller.
        var results = subject.PassGates(kinds, actor, owner, version.Review.RequestedBy, version.Review.RequestOwner);
        if (model.Aliases.TryGetValue(command.Alias, out var holder))
            return holder == version.Number ? [] : [new ModelVersionPromoted(model.Name, version.Number, command.Alias, holder, results)];
        return model.Aliases.Count < Limits.Aliases
            ? [new ModelVersionPromoted(model.Name, version.Number, command.Alias, null, results)]
            : throw new LimitExceededException("aliases", $"A model has at most {Limits.Aliases} aliases.");
    }
}

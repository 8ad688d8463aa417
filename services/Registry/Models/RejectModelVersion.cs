using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>An approver declines a version that waits for approval, and says why; approval can be requested again.</summary>
internal sealed class RejectModelVersion(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.RejectModelVersionRequest request, CancellationToken cancellation)
    {
        Caller.Require("approver");
        var faults = new Faults();
        faults.Name(request.Model, "model");
        faults.Require(request.Version > 0, "version", "must be greater than 0");
        faults.Require(!string.IsNullOrWhiteSpace(request.Reason), "reason", "must say why");
        faults.Length(request.Reason, "reason", Limits.ReasonLength);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request, actor), cancellation);
    }

    public static object[] Decide(RegisteredModel? state, Wire.RejectModelVersionRequest command, string actor)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        var review = model.Version(command.Version).Review;
        return review.State == ApprovalState.Pending
            ? [new ModelVersionRejected(model.Name, command.Version, review.RequestedBy, actor, command.Reason)]
            : throw new RuleBrokenException("approval-pending", $"{model.Name}/{command.Version}", "The version does not wait for approval.");
    }
}

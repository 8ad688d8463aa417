using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>A second person approves a version: neither who asked for it nor who created the version.</summary>
internal sealed class ApproveModelVersion(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.ApproveModelVersionRequest request, CancellationToken cancellation)
    {
        Caller.Require("approver");
        var faults = new Faults();
        faults.Name(request.Model, "model");
        faults.Require(request.Version > 0, "version", "must be greater than 0");
        faults.Length(request.Reason, "reason", Limits.ReasonLength);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request, actor), cancellation);
    }

    public static object[] Decide(RegisteredModel? state, Wire.ApproveModelVersionRequest command, string actor)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        var version = model.Version(command.Version);
        var subject = $"{model.Name}/{command.Version}";
        if (version.Review.State != ApprovalState.Pending)
            throw new RuleBrokenException("approval-pending", subject, "The version does not wait for approval.");
        if (actor == version.Review.RequestedBy)
            throw new RuleBrokenException("four-eyes", subject, $"{actor} requested the approval; somebody else must give it.");
        if (actor == version.CreatedBy)
            throw new RuleBrokenException("four-eyes", subject, $"{actor} created the version; somebody else must approve it.");
        return [new ModelVersionApproved(model.Name, command.Version, version.Review.RequestedBy, actor, command.Reason)];
    }
}

using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Moves an alias to an approved version; the version that held it loses it by the same event.</summary>
internal sealed class PromoteModelVersion(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.PromoteModelVersionRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Model, "model");
        faults.Require(request.Version > 0, "version", "must be greater than 0");
        Alias.Check(faults, request.Alias, "alias");
        faults.Length(request.Reason, "reason", Limits.ReasonLength);
        faults.ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request), cancellation);
    }

    public static object[] Decide(RegisteredModel? state, Wire.PromoteModelVersionRequest command)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        var version = model.Version(command.Version);
        if (version.Review.State != ApprovalState.Approved)
            throw new RuleBrokenException("approved", $"{model.Name}/{command.Version}", "Only an approved version can be promoted.");
        if (!model.Aliases.TryGetValue(command.Alias, out var holder))
        {
            return model.Aliases.Count < Limits.Aliases
                ? [new ModelVersionPromoted(model.Name, command.Version, command.Alias, null)]
                : throw new LimitExceededException("aliases", $"A model has at most {Limits.Aliases} aliases.");
        }

        return holder == command.Version ? [] : [new ModelVersionPromoted(model.Name, command.Version, command.Alias, holder)];
    }
}

using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Removes a gate; it still applies to versions that the same person puts forward, until another person removes it too.</summary>
internal sealed class RemoveGate(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.RemoveGateRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Model, "model").Name(request.Name, "name")
            .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, now) => Decide(model, request, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        RegisteredModel? state, V1.RemoveGateRequest command, string actor, DateTimeOffset now, string? owner = null)
    {
        var model = RegisteredModel.Existing(state, command.Model).Open();
        var rule = model.Gates.GetValueOrDefault(command.Name) ?? throw new NotFoundException("gate", $"{model.Name}/{command.Name}");
        if (rule.Gate is null && rule.WasChangedBy(actor, owner)) return [];
        if (rule.Gate is not null) GateChanges.Check(model, GateRule.Changed(rule, null, actor, now, owner), command.Name);
        return [new GateRemoved(model.Name, command.Name, actor, now, owner)];
    }
}

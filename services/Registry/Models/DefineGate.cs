using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Adds a gate, or replaces the one of the same name. Defining another person's gate again confirms it.</summary>
internal sealed class DefineGate(Mutations mutations, GateKinds kinds)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.DefineGateRequest request, CancellationToken cancellation)
    {
        var gate = request.Gate ?? new V1.Gate();
        var faults = new Faults().Name(request.Model, "model").Name(gate.Name, "gate.name");
        kinds.Check(gate.Kind, gate.Parameters, faults);
        faults.Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var (actor, owner) = (Caller.Current.Subject, Caller.Current.Owner);
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, now) => Decide(model, request, actor, now, owner), cancellation);
    }

    public static IEnumerable<object> Decide(
        RegisteredModel? state, V1.DefineGateRequest command, string actor, DateTimeOffset now, string? owner = null)
    {
        var model = RegisteredModel.Existing(state, command.Model).Open();
        var given = command.Gate.Parameters.Where(parameter => parameter.Value.Length > 0).ToImmutableSortedDictionary();
        var gate = new Gate(command.Gate.Name, command.Gate.Kind, given);
        var rule = model.Gates.GetValueOrDefault(gate.Name);
        if (rule is null && model.Gates.Count >= Limits.Gates)
            throw new LimitExceededException("gates", $"A model has at most {Limits.Gates} gates.");
        if (rule is not null && rule.Gate == gate && rule.WasChangedBy(actor, owner)) return [];
        GateChanges.Check(model, GateRule.Changed(rule, gate, actor, now, owner), gate.Name);
        return [new GateDefined(model.Name, gate, actor, now, owner)];
    }
}

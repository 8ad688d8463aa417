using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Adds a gate, or replaces the one of the same name.</summary>
internal sealed class DefineGate(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.DefineGateRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Model, "model");
        var gate = request.Gate ?? new Wire.Gate();
        faults.Name(gate.Name, "gate.name");
        faults.Require(gate.Metric.Length is > 0 and <= 250, "gate.metric", "must have 1 to 250 characters");
        faults.Require(gate.Comparison is >= Wire.Comparison.LessThan and <= Wire.Comparison.GreaterOrEqual, "gate.comparison", "must be given");
        faults.Require(double.IsFinite(gate.Threshold), "gate.threshold", "must be a finite number");
        faults.Length(request.Reason, "reason", Limits.ReasonLength);
        faults.ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request), cancellation);
    }

    public static object[] Decide(RegisteredModel? state, Wire.DefineGateRequest command)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        var gate = new Gate(command.Gate.Name, command.Gate.Metric, (Comparison)(command.Gate.Comparison - 1), command.Gate.Threshold);
        if (model.Gates.TryGetValue(gate.Name, out var present))
            return present == gate ? [] : [new GateDefined(model.Name, gate)];
        return model.Gates.Count < Limits.Gates
            ? [new GateDefined(model.Name, gate)]
            : throw new LimitExceededException("gates", $"A model has at most {Limits.Gates} gates.");
    }
}

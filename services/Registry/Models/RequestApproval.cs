using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Evaluates every gate and, when all are passed, puts the version before an approver.</summary>
internal sealed class RequestApproval(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.RequestApprovalRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Model, "model");
        faults.Require(request.Version > 0, "version", "must be greater than 0");
        faults.Length(request.Reason, "reason", Limits.ReasonLength);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request, actor), cancellation);
    }

    public static object[] Decide(RegisteredModel? state, Wire.RequestApprovalRequest command, string actor)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        var version = model.Version(command.Version);
        var subject = $"{model.Name}/{command.Version}";
        if (version.Review.State is ApprovalState.Pending or ApprovalState.Approved)
            throw new RuleBrokenException("approval-not-open", subject, $"The version is already {version.Review.State.ToString().ToLowerInvariant()}.");
        GateResult[] results = [.. model.Gates.Values.Select(gate => gate.Evaluate(version.Metrics))];
        var failing = results.Where(result => !result.Passed).Select(result => $"gate '{result.Gate.Name}' is not passed: {result.Explain()}").ToList();
        return failing.Count == 0
            ? [new ApprovalRequested(model.Name, command.Version, actor, results)]
            : throw new RuleBrokenException("gates", subject, $"{subject}: {string.Join("; ", failing)}.");
    }
}

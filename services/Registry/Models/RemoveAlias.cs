using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Takes an alias away from the version that holds it.</summary>
internal sealed class RemoveAlias(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.RemoveAliasRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Model, "model").Length(request.Reason, "reason", Limits.ReasonLength);
        if (Aliases.FaultOf(request.Alias) is { } fault) faults.Require(false, "alias", fault);
        faults.ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Model), request, (model, _) => Decide(model, request), cancellation);
    }

    public static IEnumerable<object> Decide(RegisteredModel? state, V1.RemoveAliasRequest command)
    {
        var model = RegisteredModel.Existing(state, command.Model);
        return model.Aliases.TryGetValue(command.Alias, out var version)
            ? [new AliasRemoved(model.Name, command.Alias, version)]
            : throw new NotFoundException("alias", $"{model.Name}@{command.Alias}");
    }
}

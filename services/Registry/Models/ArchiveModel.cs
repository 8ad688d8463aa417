using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Ends the development of a model: no new versions, approvals, promotions or deployments; what serves goes on.</summary>
internal sealed class ArchiveModel(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(Wire.ArchiveModelRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Name), request, (model, _) => Decide(model, request), cancellation);
    }

    public static IEnumerable<object> Decide(RegisteredModel? state, Wire.ArchiveModelRequest command) =>
        RegisteredModel.Existing(state, command.Name).Archived ? [] : [new ModelArchived(command.Name)];
}

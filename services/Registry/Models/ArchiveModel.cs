using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Archives a model: no new versions, approvals, promotions or deployments; what is deployed continues to serve.</summary>
internal sealed class ArchiveModel(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.ArchiveModelRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Name), request, (model, _) => Decide(model, request), cancellation);
    }

    public static IEnumerable<object> Decide(RegisteredModel? state, V1.ArchiveModelRequest command) =>
        RegisteredModel.Existing(state, command.Name).Archived ? [] : [new ModelArchived(command.Name)];
}

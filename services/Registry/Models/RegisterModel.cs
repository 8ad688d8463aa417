using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Registers a model without versions.</summary>
internal sealed class RegisterModel(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.RegisterModelRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Name, "name");
        Limits.CheckText(faults, request.Description, request.Tags);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Name), request, (model, now) => Decide(model, request, actor, now), cancellation);
    }

    public static IEnumerable<object> Decide(RegisteredModel? model, V1.RegisterModelRequest command, string actor, DateTimeOffset now) =>
        model is null
            ? [new ModelRegistered(command.Name, command.Description, command.Tags.ToImmutableSortedDictionary(), actor, now)]
            : throw new AlreadyExistsException("model", command.Name);
}

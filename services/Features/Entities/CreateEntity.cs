using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Features.Entities;

/// <summary>Names what features are about.</summary>
internal sealed class CreateEntity(Mutations mutations)
{
    public async Task<Entity> HandleAsync(CreateEntityRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Validate(request);
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Entity>(
            Entity.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(Entity? state, CreateEntityRequest request, string by, DateTimeOffset now) =>
        state is null
            ? [new EntityCreated(request.Name, [.. request.JoinKeys.Select(k => new KeyColumn(k.Name, k.Type))], request.Description, by, now)]
            : throw new AlreadyExistsException("entity", request.Name);

    private static void Validate(CreateEntityRequest request)
    {
        var faults = new Faults()
            .Name(request.Name, "name")
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Require(request.JoinKeys.Count is > 0 and <= Limits.JoinKeys, "join_keys", $"must be 1 to {Limits.JoinKeys}")
            .Require(request.JoinKeys.DistinctBy(k => k.Name.ToLowerInvariant()).Count() == request.JoinKeys.Count, "join_keys", "must have different names");
        foreach (var (i, key) in request.JoinKeys.Take(Limits.JoinKeys).Index())
        {
            faults.ColumnName(key.Name, $"join_keys[{i}].name").Require(
                key.Type is ValueType.Int64 or ValueType.String or ValueType.Bool, $"join_keys[{i}].type", "must be INT64, STRING or BOOL: equality of DOUBLE is not one");
        }

        faults.ThrowIfAny();
    }
}

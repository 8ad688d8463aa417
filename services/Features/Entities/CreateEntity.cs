using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Entities;

/// <summary>Creates an entity.</summary>
internal sealed class CreateEntity(Mutations mutations)
{
    public async Task<Entity> HandleAsync(V1.CreateEntityRequest request, CancellationToken cancellation)
    {
        var keys = Validate(request);
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Entity>(
            Entity.StreamOf(request.Name), request, (state, now) => Decide(state, request, keys, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        Entity? state, V1.CreateEntityRequest request, IReadOnlyList<KeyColumn> keys, string by, DateTimeOffset now) =>
        state is null
            ? [new EntityCreated(request.Name, keys, request.Description, request.Tags.ToImmutableSortedDictionary(), by, now)]
            : throw new AlreadyExistsException("entity", request.Name);

    private static List<KeyColumn> Validate(V1.CreateEntityRequest request)
    {
        var names = request.JoinKeys.Select(key => key.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        var faults = new Faults()
            .Name(request.Name, "name")
            .CheckText(request.Description, request.Tags)
            .Require(request.JoinKeys.Count is > 0 and <= Limits.JoinKeys, "join_keys", $"must be 1 to {Limits.JoinKeys}")
            .Require(names.Count() == request.JoinKeys.Count, "join_keys", "must have different names");
        var keys = new List<KeyColumn>();
        foreach (var (i, key) in request.JoinKeys.Take(Limits.JoinKeys).Index())
        {
            var type = key.Type.FromWire();
            faults
                .ColumnName(key.Name, $"join_keys[{i}].name")
                .Require(
                    type is ValueType.Int64 or ValueType.String or ValueType.Bool, $"join_keys[{i}].type",
                    "must be INT64, STRING or BOOL: equality of DOUBLE is not one");
            if (type is { } known) keys.Add(new KeyColumn(key.Name, known));
        }

        faults.ThrowIfAny();
        return keys;
    }
}

using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.Features.Entities;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Views;

/// <summary>Creates a feature view over a dataset, validated against its schema.</summary>
internal sealed class CreateFeatureView(Mutations mutations, DefinitionLock definitions, EntityQueries entities, SourceCheck source)
{
    public async Task<FeatureView> HandleAsync(V1.CreateFeatureViewRequest request, CancellationToken cancellation)
    {
        var features = Validate(request);
        if (await mutations.RepeatedAsync<FeatureView>(request, cancellation) is { } repeated) return repeated.State;
        var keys = KeysOf(request, features, await entities.FindAsync(request.Entities, cancellation));
        var definition = new FeatureViewCreated(
            request.Name,
            [.. request.Entities],
            keys,
            new FeatureSource(
                request.Source.Dataset, request.Source.Version, request.Source.EventTimestamp, request.Source.CreatedTimestamp),
            features,
            request.Ttl?.ToTimeSpan() ?? TimeSpan.Zero,
            request.Description,
            request.Tags.ToImmutableSortedDictionary(),
            Caller.Current.Subject,
            At: default);
        await source.RequireAsync(keys, definition.Source, features, cancellation);

        await using var shared = await definitions.ShareAsync(cancellation);
        foreach (var entity in (await entities.FindAsync(request.Entities, cancellation)).Values) entity.Open();
        var result = await mutations.ApplyAsync<FeatureView>(
            FeatureView.StreamOf(request.Name), request, (state, now) => Decide(state, definition with { At = now }), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(FeatureView? state, FeatureViewCreated definition) =>
        state is null ? [definition] : throw new AlreadyExistsException("feature view", definition.FeatureView);

    private static List<KeyColumn> KeysOf(
        V1.CreateFeatureViewRequest request, IReadOnlyList<FeatureColumn> features, IReadOnlyDictionary<string, Entity> entities)
    {
        var faults = new Faults();
        foreach (var (i, name) in request.Entities.Index())
            faults.Require(entities.ContainsKey(name), $"entities[{i}]", $"entity {name} does not exist");
        faults.ThrowIfAny();
        var keys = request.Entities.SelectMany(name => entities[name].JoinKeys).ToList();
        foreach (var twice in keys.GroupBy(k => k.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            faults.Require(false, "entities", $"two entities have the join key {twice.Key}");
        ViewFields.CheckNames(faults, features, keys);
        faults.ThrowIfAny();
        return keys;
    }

    private static List<FeatureColumn> Validate(V1.CreateFeatureViewRequest request)
    {
        var faults = new Faults()
            .Name(request.Name, "name")
            .CheckText(request.Description, request.Tags)
            .Require(request.Entities.Count is > 0 and <= Limits.EntitiesPerView, "entities", $"must be 1 to {Limits.EntitiesPerView}")
            .Require(request.Entities.Distinct().Count() == request.Entities.Count, "entities", "must be different")
            .Require(request.Source is not null, "source", "is required")
            .Name(request.Source?.Dataset, "source.dataset")
            .Require(request.Source?.Version is null or >= 0, "source.version", "must not be negative; 0 is the latest")
            .Text(request.Source?.EventTimestamp, "source.event_timestamp", Limits.ExpressionLength)
            .Length(request.Source?.CreatedTimestamp, "source.created_timestamp", Limits.ColumnLength);
        ViewFields.CheckTtl(faults, request.Ttl);
        var features = ViewFields.Features(faults, request.Features);
        faults.ThrowIfAny();
        return features;
    }
}

using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Features.Views;

/// <summary>Defines features of entities over a dataset, checked against the dataset's schema.</summary>
internal sealed class CreateFeatureView(Mutations mutations, Definitions definitions, SourceDatasets datasets)
{
    public async Task<FeatureView> HandleAsync(CreateFeatureViewRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Validate(request);
        var definition = await DefineAsync(request, cancellation);
        await CheckSourceAsync(definition, cancellation);
        var result = await mutations.ApplyAsync<FeatureView>(
            FeatureView.StreamOf(request.Name), request, (state, now) => Decide(state, definition with { At = now }), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(FeatureView? state, FeatureViewCreated definition) =>
        state is null ? [definition] : throw new AlreadyExistsException("feature view", definition.FeatureView);

    private async Task<FeatureViewCreated> DefineAsync(CreateFeatureViewRequest request, CancellationToken cancellation)
    {
        var entities = await definitions.FindEntitiesAsync(request.Entities, cancellation);
        var faults = new Faults();
        foreach (var (i, name) in request.Entities.Index()) faults.Require(entities.ContainsKey(name), $"entities[{i}]", $"entity {name} does not exist");
        faults.ThrowIfAny();
        var keys = request.Entities.SelectMany(name => entities[name].JoinKeys).ToList();
        foreach (var twice in keys.GroupBy(k => k.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            faults.Require(false, "entities", $"two entities have the join key {twice.Key}");
        foreach (var (i, feature) in request.Features.Index())
            faults.Require(!keys.Exists(k => Names.Same(k.Name, feature.Name)), $"features[{i}].name", "is also the name of a join key");
        faults.ThrowIfAny();
        return new FeatureViewCreated(
            request.Name,
            [.. request.Entities],
            keys,
            new FeatureSource(request.Source.Dataset, request.Source.Version, request.Source.EventTimestamp, request.Source.CreatedTimestamp),
            [.. request.Features.Select(f => new FeatureColumn(f.Name, f.Type, f.Column.Length > 0 ? f.Column : f.Name))],
            request.Ttl?.ToTimeSpan() ?? TimeSpan.Zero,
            request.Description,
            Caller.Current.Subject,
            At: default);
    }

    private async Task CheckSourceAsync(FeatureViewCreated definition, CancellationToken cancellation)
    {
        var version = await datasets.GetVersionAsync(definition.Source.Dataset, definition.Source.Version, cancellation);
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], cancellation);
        var faults = new Faults();
        ViewDefinition.Check(faults, definition.JoinKeys, definition.Source, definition.Features, version.Columns, database, cancellation);
        faults.ThrowIfAny();
    }

    private static void Validate(CreateFeatureViewRequest request)
    {
        var faults = new Faults()
            .Name(request.Name, "name")
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Require(request.Entities.Count is > 0 and <= Limits.EntitiesPerView, "entities", $"must be 1 to {Limits.EntitiesPerView}")
            .Require(request.Entities.Distinct().Count() == request.Entities.Count, "entities", "must be different")
            .Require(request.Source is not null, "source", "is required")
            .Name(request.Source?.Dataset, "source.dataset")
            .Require(request.Source?.Version is null or >= 0, "source.version", "must not be negative; 0 is the latest")
            .Text(request.Source?.EventTimestamp, "source.event_timestamp", Limits.ExpressionLength)
            .Require(request.Features.Count is > 0 and <= Limits.FeaturesPerView, "features", $"must be 1 to {Limits.FeaturesPerView}")
            .Require(request.Features.DistinctBy(f => f.Name.ToLowerInvariant()).Count() == request.Features.Count, "features", "must have different names")
            .Require(request.Ttl is null or { Seconds: >= 0 and <= 315_576_000_000, Nanos: >= 0 }, "ttl", "must not be negative; 0 is unbounded");
        foreach (var (i, feature) in request.Features.Take(Limits.FeaturesPerView).Index())
        {
            faults
                .ColumnName(feature.Name, $"features[{i}].name")
                .Require(feature.Type != ValueType.Unspecified && Enum.IsDefined(feature.Type), $"features[{i}].type", "is required");
        }

        faults.ThrowIfAny();
    }
}

using Google.Protobuf.WellKnownTypes;
using MlOps.Features.Entities;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Views;

/// <summary>Validation shared by creating and updating feature views.</summary>
internal static class ViewFields
{
    private const long MaxTtlSeconds = 315_576_000_000;

    /// <summary>Validates the time to live of a view.</summary>
    public static Faults CheckTtl(Faults faults, Duration? ttl) => faults.Require(
        ttl is null or { Seconds: >= 0 and <= MaxTtlSeconds, Nanos: >= 0 }, "ttl", "must not be negative; 0 is unbounded");

    /// <summary>Validates and maps the features of a request.</summary>
    public static List<FeatureColumn> Features(Faults faults, IReadOnlyList<V1.Feature> features)
    {
        var names = features.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        faults
            .Require(features.Count is > 0 and <= Limits.FeaturesPerView, "features", $"must be 1 to {Limits.FeaturesPerView}")
            .Require(names.Count() == features.Count, "features", "must have different names");
        var columns = new List<FeatureColumn>();
        foreach (var (i, feature) in features.Take(Limits.FeaturesPerView).Index())
        {
            faults
                .ColumnName(feature.Name, $"features[{i}].name")
                .Length(feature.Column, $"features[{i}].column", Limits.ColumnLength)
                .Require(feature.Type.FromWire() is not null, $"features[{i}].type", "is required");
            if (feature.Type.FromWire() is { } type)
                columns.Add(new FeatureColumn(feature.Name, type, feature.Column.Length > 0 ? feature.Column : feature.Name));
        }

        return columns;
    }

    /// <summary>Adds a fault for each feature that has the same name as a join key.</summary>
    public static void CheckNames(Faults faults, IReadOnlyList<FeatureColumn> features, IReadOnlyList<KeyColumn> keys)
    {
        foreach (var (i, feature) in features.Index())
        {
            faults.Require(
                !keys.Any(key => Names.Same(key.Name, feature.Name)), $"features[{i}].name", "is also the name of a join key");
        }
    }
}

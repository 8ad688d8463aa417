using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;
using FeatureService = MlOps.Features.FeatureServices.FeatureService;

namespace MlOps.Features.TrainingSets;

/// <summary>What a training set demands of its spine's schema.</summary>
internal static class SpineCheck
{
    /// <summary>The SQL of the spine's moment.</summary>
    /// <exception cref="InvalidRequestException">Every fault: missing keys and labels, labels whose name is taken, no moment.</exception>
    public static string Require(
        Spine spine, IReadOnlyList<Column> columns, IReadOnlyList<KeyColumn> keys, FeatureService service, AnalyticsDatabase database,
        CancellationToken cancellation)
    {
        var faults = new Faults();
        foreach (var key in keys) faults.Column(columns, key.Name, key.Type, "spine");
        var taken = keys.Select(k => k.Name).Concat(service.Features.Select(f => f.Column)).Append(Names.EventTimestamp)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, label) in spine.Labels.Index())
        {
            faults
                .Require(columns.Any(c => Names.Same(c.Name, label)), $"spine.labels[{i}]", $"the dataset has no column {label}")
                .Require(taken.Add(label), $"spine.labels[{i}]", $"the training set has a column {label} already");
        }

        faults.Require(
            taken.Count <= Limits.TrainingSetColumns, "spine.labels",
            $"the training set would have {taken.Count} columns with keys, features and labels; it may have {Limits.TrainingSetColumns}");
        var (timestamp, fault) = TimestampExpression.Compile(database, spine.EventTimestamp, columns, cancellation);
        faults.Require(fault is null, "spine.event_timestamp", fault ?? "");
        faults.ThrowIfAny();
        return timestamp;
    }
}

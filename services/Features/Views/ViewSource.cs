using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>What a feature view demands of its source's schema.</summary>
internal static class ViewSource
{
    /// <summary>
    /// Adds every fault: missing columns, types that do not fit, timestamps that are none. Returns the event timestamp's SQL.
    /// </summary>
    public static string Check(
        Faults faults, IReadOnlyList<KeyColumn> keys, FeatureSource source, IReadOnlyList<FeatureColumn> features,
        IReadOnlyList<Column> columns, AnalyticsDatabase database, CancellationToken cancellation)
    {
        foreach (var key in keys) faults.Column(columns, key.Name, key.Type, "source");
        foreach (var (i, feature) in features.Index()) faults.Column(columns, feature.Column, feature.Type, $"features[{i}]");
        if (source.CreatedTimestamp.Length > 0)
        {
            var created = columns.FirstOrDefault(c => Names.Same(c.Name, source.CreatedTimestamp));
            faults
                .Require(created is not null, "source.created_timestamp", $"the dataset has no column {source.CreatedTimestamp}")
                .Require(
                    created is null || ColumnFit.IsMoment(created.Type), "source.created_timestamp",
                    $"must be a date or timestamp, is {created?.Type}");
        }

        var (sql, fault) = TimestampExpression.Compile(database, source.EventTimestamp, columns, cancellation);
        faults.Require(fault is null, "source.event_timestamp", fault ?? "");
        return sql;
    }

    /// <summary>The statement that reads a view's source into a table: ts, created, k0…, f0…, in the source's order.</summary>
    /// <exception cref="RuleBrokenException">The source's latest version no longer has what the view needs.</exception>
    public static string Load(
        string table, FeatureView view, SourceTable source, AnalyticsDatabase database, CancellationToken cancellation)
    {
        var faults = new Faults();
        var timestamp = Check(faults, view.JoinKeys, view.Source, view.Features, source.Version.Columns, database, cancellation);
        try
        {
            faults.ThrowIfAny();
        }
        catch (InvalidRequestException e)
        {
            throw new RuleBrokenException("source-schema", view.Id, $"{source.Node} no longer has what {view.Id} needs: {e.Message}");
        }

        var created = view.Source.CreatedTimestamp.Length > 0 ? Sql.Name(view.Source.CreatedTimestamp) : "NULL";
        var keys = view.JoinKeys.Select((k, i) => $"CAST({Sql.Name(k.Name)} AS {k.Type.SqlType()}) AS k{i}");
        var features = view.Features.Select((f, i) => $"CAST({Sql.Name(f.Column)} AS {f.Type.SqlType()}) AS f{i}");
        return $"""
            CREATE TABLE {table} AS
            SELECT CAST({timestamp} AS TIMESTAMP) AS ts, CAST({created} AS TIMESTAMP) AS created, {string.Join(", ", keys.Concat(features))}
            FROM {source.Relation}
            """;
    }
}

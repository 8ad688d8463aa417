using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>Validation of a feature view against the schema of its source, and loading of the source.</summary>
internal static class ViewSource
{
    /// <summary>
    /// Adds faults for missing columns, incompatible types and invalid timestamps. Returns the SQL of the event timestamp.
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

    /// <summary>The SQL that loads the source of a view into a table with the columns ts, created, k0…, f0…, in source order.</summary>
    /// <exception cref="RuleBrokenException">The latest version of the source does not match the view any more.</exception>
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

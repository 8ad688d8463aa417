using MlOps.Analytics;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.Views;

namespace MlOps.Features.TrainingSets;

/// <summary>The spine: source, SQL of the event timestamp, and label columns.</summary>
internal sealed record SpineRows(SourceTable Source, string Timestamp, IReadOnlyList<string> Labels);

/// <summary>A feature view to join, with the version of its source.</summary>
internal sealed record JoinedView(FeatureView View, SourceTable Source);

/// <summary>
/// The point-in-time join: each spine row gets, of every view, the newest feature row of its keys that was known at its
/// moment T and no older than the view's TTL (T − ttl ≤ event time ≤ T). Among rows of one key and event time the highest
/// created time wins, then the later row of the source. What has no match, or a NULL in its keys or moment, is NULL. Rows
/// in = rows out, in the spine's order.
/// </summary>
internal static class PointInTimeJoin
{
    /// <summary>Writes the joined rows to a Parquet file: event_timestamp, keys, features, labels. Equal input gives equal bytes.</summary>
    /// <returns>The number of rows.</returns>
    public static long Write(
        AnalyticsDatabase database, SpineRows spine, IReadOnlyList<KeyColumn> keys, IReadOnlyList<JoinedView> views,
        IReadOnlyList<SelectedFeature> features, string parquetFile, CancellationToken cancellation)
    {
        database.Execute(LoadSpine(spine, keys), cancellation);
        foreach (var (i, joined) in views.Index())
        {
            database.Execute(ViewSource.Load($"rows{i}", joined.View, joined.Source, database, cancellation), cancellation);
            database.Execute(NewestOfTies(i, joined.View), cancellation);
        }

        var select = Select(spine, keys, views, features);
        var target = $"{Sql.Text(parquetFile)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)";
        database.Execute($"COPY ({select}) TO {target}", cancellation);
        return database.Query("SELECT count(*) FROM spine", row => row.GetInt64(0), cancellation).Single();
    }

    private static string LoadSpine(SpineRows spine, IReadOnlyList<KeyColumn> keys)
    {
        var columns = keys.Select((k, i) => $"CAST({Sql.Name(k.Name)} AS {k.Type.SqlType()}) AS k{i}")
            .Concat(spine.Labels.Select((l, i) => $"{Sql.Name(l)} AS l{i}"));
        return $"""
            CREATE TABLE spine AS SELECT CASE WHEN isfinite(ts) THEN ts END AS ts, * EXCLUDE (ts)
            FROM (SELECT CAST({spine.Timestamp} AS TIMESTAMP) AS ts, {string.Join(", ", columns)} FROM {spine.Source.Relation})
            """;
    }

    // ASOF joins pick an arbitrary row among equal timestamps, so ties are broken before.
    private static string NewestOfTies(int i, FeatureView view)
    {
        var keys = Enumerable.Range(0, view.JoinKeys.Count).Select(k => $"k{k}").ToList();
        return $"""
            CREATE TABLE view{i} AS SELECT * FROM rows{i}
            WHERE isfinite(ts) AND {string.Join(" AND ", keys.Select(k => $"{k} IS NOT NULL"))}
            QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", keys)}, ts ORDER BY created DESC NULLS LAST, rowid DESC) = 1;
            DROP TABLE rows{i}
            """;
    }

    private static string Select(
        SpineRows spine, IReadOnlyList<KeyColumn> keys, IReadOnlyList<JoinedView> views, IReadOnlyList<SelectedFeature> features)
    {
        var columns = new List<string> { $"s.ts AS {Names.EventTimestamp}" };
        columns.AddRange(keys.Select((k, i) => $"s.k{i} AS {Sql.Name(k.Name)}"));
        columns.AddRange(features.Select(f => FeatureOf(f, views)));
        columns.AddRange(spine.Labels.Select((l, i) => $"s.l{i} AS {Sql.Name(l)}"));
        var joins = views.Select((v, i) =>
        {
            var equal = v.View.JoinKeys.Select((k, n) => $"s.k{IndexOf(keys, k)} = v{i}.k{n}");
            return $"ASOF LEFT JOIN view{i} v{i} ON {string.Join(" AND ", equal)} AND s.ts >= v{i}.ts";
        });
        return $"SELECT {string.Join(", ", columns)} FROM spine s {string.Join(" ", joins)} ORDER BY s.rowid";
    }

    // If the newest row up to T exceeds the TTL, all older rows do. The condition ts <= T is repeated,
    // because DuckDB's ASOF join also matches rows whose timestamp is NULL.
    private static string FeatureOf(SelectedFeature feature, IReadOnlyList<JoinedView> views)
    {
        var v = views.Index().First(x => x.Item.View.Name == feature.View);
        var f = v.Item.View.Features.Index().First(x => x.Item.Name == feature.Feature).Index;
        var ttl = v.Item.View.Ttl;
        var age = $"epoch_us(s.ts) - epoch_us(v{v.Index}.ts)";
        var young = ttl == TimeSpan.Zero ? "" : $" AND {age} <= {ttl.Ticks / TimeSpan.TicksPerMicrosecond}";
        return $"CASE WHEN v{v.Index}.ts <= s.ts{young} THEN v{v.Index}.f{f} END AS {Sql.Name(feature.Column)}";
    }

    private static int IndexOf(IReadOnlyList<KeyColumn> keys, KeyColumn key) => keys.Index().First(k => k.Item.Name == key.Name).Index;
}

using System.Data.Common;
using Google.Protobuf;
using MlOps.Analytics;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Sources;
using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;
using FeatureView = MlOps.Features.Views.FeatureView;

namespace MlOps.Features.Online;

/// <summary>Reads the newest row of each key in a time window; ties are broken as in the point-in-time join.</summary>
internal static class LatestRows
{
    /// <summary>Reads rows with start ≤ event time &lt; end; no start = no lower bound. Also counts the rows in the window.</summary>
    /// <exception cref="LimitExceededException">There are too many keys, or the values are too large.</exception>
    public static (IReadOnlyList<OnlineRow> Latest, long RowsRead) Read(
        AnalyticsDatabase database, FeatureView view, SourceTable source, DateTimeOffset? start, DateTimeOffset end,
        CancellationToken cancellation)
    {
        database.Execute(ViewSource.Load("source", view, source, database, cancellation), cancellation);
        var keys = Enumerable.Range(0, view.JoinKeys.Count).Select(i => $"k{i}").ToList();
        var known = string.Join(" AND ", keys.Select(k => $"{k} IS NOT NULL"));
        var window = $"ts >= {Moment(start ?? DateTimeOffset.MinValue)} AND ts < {Moment(end)} AND {known}";
        var rowsRead = database.Query($"SELECT count(*) FROM source WHERE {window}", row => row.GetInt64(0), cancellation).Single();
        var columns = string.Join(", ", keys.Concat(view.Features.Select((_, i) => $"f{i}")));
        var types = view.JoinKeys.Select(k => k.Type).Concat(view.Features.Select(f => f.Type)).ToList();
        var bytes = 0L;
        var latest = database.Query(
            $"""
            SELECT epoch_us(ts), CASE WHEN isfinite(created) THEN epoch_us(created) END, {columns} FROM source WHERE {window}
            QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", keys)} ORDER BY ts DESC, created DESC NULLS LAST, rowid DESC) = 1
            LIMIT {Limits.KeysPerMaterialization + 1}
            """,
            row => Measured(RowOf(row, types, keys.Count), ref bytes),
            cancellation);
        return latest.Count <= Limits.KeysPerMaterialization
            ? (latest, rowsRead)
            : throw Exceeded("keys per materialization", $"{Limits.KeysPerMaterialization} keys");
    }

    private static OnlineRow Measured(OnlineRow row, ref long bytes)
    {
        var size = row.Key.Length + row.Values.Length;
        bytes += size;
        if (row.Key.Length > Limits.KeyBytes)
        {
            throw new LimitExceededException(
                "bytes of join keys", $"The join keys of a row have {row.Key.Length} bytes; they may have {Limits.KeyBytes}.");
        }

        if (size > Limits.BytesPerKey)
        {
            throw new LimitExceededException(
                "bytes per key", $"A key and its values have {size} bytes; they may have {Limits.BytesPerKey}.");
        }

        return bytes <= Limits.BytesPerMaterialization
            ? row
            : throw Exceeded("bytes per materialization", $"{Limits.BytesPerMaterialization} bytes of keys and values");
    }

    private static LimitExceededException Exceeded(string limit, string bound) =>
        new(limit, $"A window may have at most {bound}; materialize it in parts.");

    private static OnlineRow RowOf(DbDataReader row, List<ValueType> types, int keys)
    {
        var values = types.Select((type, i) => ValueOf(row, i + 2, type)).ToList();
        return new OnlineRow(
            OnlineStore.KeyOf(values.Take(keys)),
            FromMicroseconds(row.GetInt64(0)),
            row.IsDBNull(1) ? null : FromMicroseconds(row.GetInt64(1)),
            new ValueList { Values = { values.Skip(keys) } }.ToByteArray());
    }

    private static Value ValueOf(DbDataReader row, int column, ValueType type)
    {
        if (row.IsDBNull(column)) return new Value();
        return type switch
        {
            ValueType.Int64 => new Value { Int64Value = row.GetInt64(column) },
            ValueType.Double => new Value { DoubleValue = row.GetDouble(column) },
            ValueType.String => new Value { StringValue = row.GetString(column) },
            ValueType.Bool => new Value { BoolValue = row.GetBoolean(column) },
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such value type."),
        };
    }

    private static string Moment(DateTimeOffset moment) =>
        $"make_timestamp({(moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond})";

    private static DateTime FromMicroseconds(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}

using System.Collections.Immutable;
using System.Globalization;
using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Sources;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;

namespace MlOps.Features.Tests.TrainingSets;

/// <summary>A row of a spine: two keys, a moment in minutes, a label.</summary>
public sealed record SpineCase(string? Name, long? Number, int? Minute, long Label);

/// <summary>A row of a feature source; a null value is a NULL feature of a row that is there.</summary>
public sealed record FeatureCase(string? Name, long? Number, int? Minute, int? Created, long? Value);

/// <summary>
/// A spine and two views over few keys and moments, so that duplicates, ties, NULLs, keys that collide when they are glued
/// together and rows just inside and outside of the TTL are frequent.
/// </summary>
public sealed class GeneratedJoin
{
    private static readonly string?[] KeyNames = ["1", "12", "1|2", "a,b", "a", null];
    private static readonly long?[] KeyNumbers = [1, 2, 12, 21, null];
    private static readonly DateTime Start = new(2024, 2, 29, 23, 50, 0, DateTimeKind.Utc);
    private readonly Random random;

    public GeneratedJoin(int seed, int spineRows, int featureRows, int minutes = 20)
    {
        random = new Random(seed);
        Spine = [.. Enumerable.Range(0, spineRows).Select(i => new SpineCase(Any(KeyNames), Any(KeyNumbers), Maybe(minutes), i))];
        ByBoth = [.. Enumerable.Range(0, featureRows).Select(i => new FeatureCase(Any(KeyNames), Any(KeyNumbers), Maybe(minutes), Maybe(3), Maybe(9) is null ? null : i))];
        ByNumber = [.. Enumerable.Range(0, featureRows / 4).Select(i => new FeatureCase(null, Any(KeyNumbers), Maybe(minutes), Maybe(3), 1000 + i))];
        TtlOfBoth = TimeSpan.FromMinutes(random.Next(4) * 2);
        TtlOfNumber = TimeSpan.FromMinutes(random.Next(4) * 3);
    }

    public IReadOnlyList<SpineCase> Spine { get; }

    public IReadOnlyList<FeatureCase> ByBoth { get; }

    public IReadOnlyList<FeatureCase> ByNumber { get; }

    public TimeSpan TtlOfBoth { get; }

    public TimeSpan TtlOfNumber { get; }

    /// <summary>What the definition says, by brute force: label and the two features, row by row.</summary>
    public IReadOnlyList<(long Label, long? Both, long? Number)> Expected() =>
        [.. Spine.Select(s => (s.Label,
            Newest(ByBoth.Where(f => f.Name is not null && f.Name == s.Name && f.Number is not null && f.Number == s.Number), s.Minute, TtlOfBoth),
            Newest(ByNumber.Where(f => f.Number is not null && f.Number == s.Number), s.Minute, TtlOfNumber)))];

    /// <summary>What the join gives, read back from the Parquet file it wrote; and the file's bytes.</summary>
    public async Task<(IReadOnlyList<(long Label, long? Both, long? Number)> Rows, byte[] File)> JoinAsync()
    {
        using var folder = new WorkFolder();
        var spine = Source(folder, "spine", ["name", "number", "seen", "label"], Spine.Select(s => $"{Text(s.Name)},{s.Number},{Moment(s.Minute)},{s.Label}"), "BIGINT");
        var both = Source(folder, "both", ["name", "number", "seen", "created", "value"], ByBoth.Select(f => $"{Text(f.Name)},{f.Number},{Moment(f.Minute)},{Moment(f.Created)},{f.Value}"), "TIMESTAMP", "BIGINT");
        var number = Source(folder, "number", ["name", "number", "seen", "created", "value"], ByNumber.Select(f => $",{f.Number},{Moment(f.Minute)},{Moment(f.Created)},{f.Value}"), "TIMESTAMP", "BIGINT");
        var name = new KeyColumn("name", ValueType.String);
        var count = new KeyColumn("number", ValueType.Int64);
        var file = folder.File("out.parquet");
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);
        PointInTimeJoin.Write(
            database, new SpineRows(spine, "seen", ["label"]), [name, count],
            [new JoinedView(View("both", [name, count], TtlOfBoth), both), new JoinedView(View("number", [count], TtlOfNumber), number)],
            [new SelectedFeature("number", "value", "number__value"), new SelectedFeature("both", "value", "both__value")],
            file, CancellationToken.None);
        var rows = database.Query(
            $"SELECT label, both__value, number__value FROM read_parquet({Sql.Text(file)})",
            row => (row.GetInt64(0), row.IsDBNull(1) ? null : (long?)row.GetInt64(1), row.IsDBNull(2) ? null : (long?)row.GetInt64(2)),
            CancellationToken.None);
        return (rows, await File.ReadAllBytesAsync(file));
    }

    private static long? Newest(IEnumerable<FeatureCase> ofKey, int? minute, TimeSpan ttl) => ofKey.Reverse()
        .Where(f => f.Minute <= minute && (ttl == TimeSpan.Zero || TimeSpan.FromMinutes(minute!.Value - f.Minute!.Value) <= ttl))
        .OrderByDescending(f => f.Minute).ThenByDescending(f => f.Created ?? -1)
        .FirstOrDefault()?.Value;

    private static FeatureView View(string name, IReadOnlyList<KeyColumn> keys, TimeSpan ttl) => FeatureView.Create(new FeatureViewCreated(
        name, [], keys, new FeatureSource(name, 1, "seen", "created"), [new FeatureColumn("value", ValueType.Int64, "value")], ttl, "",
        ImmutableSortedDictionary<string, string>.Empty, "ann", default));

    private static SourceTable Source(WorkFolder folder, string name, string[] columns, IEnumerable<string> rows, params string[] lastTypes)
    {
        var path = folder.File($"{name}.csv");
        File.WriteAllLines(path, rows.Prepend(string.Join(",", columns)));
        var version = new DatasetVersion { Dataset = name, Version = 1, Files = { new DatasetFile { Format = "csv", Delimiter = "," } } };
        string[] types = ["VARCHAR", "BIGINT", "TIMESTAMP", .. lastTypes];
        version.Columns.AddRange(columns.Zip(types, (c, t) => new Column { Name = c, Type = t }));
        return new SourceTable(version, [path]);
    }

    private static string Text(string? text) => text is null ? "" : $"\"{text}\"";

    private static string Moment(int? minute) => minute is { } m ? Start.AddMinutes(m).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    private T Any<T>(T[] values) => values[random.Next(values.Length)];

    private int? Maybe(int bound) => random.Next(10) == 0 ? null : random.Next(bound);
}

using System.Collections.Immutable;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Inspection;
using MlOps.Catalog.Kafka;
using MlOps.Catalog.Wire;
using MlOps.ServiceDefaults.Paging;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests.Datasets;

/// <summary>All limits together, which no file of a sensible size reaches at once.</summary>
public sealed class BoundsTests
{
    private static readonly DatasetVersionImported Version = new(
        Largest.Name("bounds"), Limits.VersionsPerDataset, Digest('1'), $"csv/{Digest('2')}", Limits.FilesPerVersion, long.MaxValue, "parquet",
        "|", long.MaxValue, Limits.Columns, Digest('3'), Largest.Origins(), Largest.Labels().ToImmutableSortedDictionary(), Largest.Text(128),
        Largest.Name("by"), DateTimeOffset.MaxValue);

    [Fact]
    public void the_largest_version_is_one_answer()
    {
        var files = Enumerable.Range(0, Limits.FilesPerVersion)
            .Select(i => new StoredFile($"{i:D4}".PadRight(Limits.PathLength, Largest.Wide), Digest('4'), Limits.FileBytes)).ToList();
        // Names and types of as many bytes as a schema may have.
        var nameLength = ((Limits.SchemaBytes / Limits.Columns) - "VARCHAR".Length - 4) / 3;
        var columns = Enumerable.Range(0, Limits.Columns)
            .Select(i => new ColumnProfile(Largest.ColumnName(i, nameLength + 4), "VARCHAR", 1, 1, 1, null, null, null, null, null, null, null, []))
            .ToList();

        Version.ToWire(files, columns).CalculateSize().ShouldBeInRange(3_000_000, Page<int>.MaxBytes);
    }

    [Fact]
    public void its_event_and_its_place_in_a_list_do_not_grow_with_files_and_columns()
    {
        Publishes.Table.ToWire(Version).CalculateSize().ShouldBeLessThan(600_000);
        Version.ToWire().CalculateSize().ShouldBeLessThan(600_000);
    }

    private static string Digest(char digit) => $"sha256:{new string(digit, 64)}";
}

using System.Text.Json;
using MlOps.Catalog.Datasets;

namespace MlOps.Catalog.Tests;

public sealed class StoredEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void are_stored_in_the_approved_shapes()
    {
        Check(new DatasetRegistered("prices", "of a shop", new Dictionary<string, string> { ["team"] = "sales" }, "ann", Now));
        Check(new DatasetVersionImported(
            "prices", 1, "sha256:1", [new StoredFile("a.csv", "sha256:2", 42, "csv", ",")], 3, [new ColumnSchema("id", "BIGINT", false)],
            "sha256:3", ["dataset/source@1"], new Dictionary<string, string> { ["source"] = "shop" }, "ann", Now));
    }

    private static void Check<T>(T stored)
    {
        var json = JsonSerializer.Serialize(stored, Indented);
        ApprovedFile.Read($"{typeof(T).Name}.stored.json", json).ShouldBe(json);
    }
}

using MlOps.Catalog.Datasets;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests;

public sealed class StoredEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void are_stored_in_the_approved_shapes()
    {
        new DatasetRegistered("prices", "of a shop", new Dictionary<string, string> { ["team"] = "sales" }, "ann", Now).ShouldBeStoredAsApproved();
        new DatasetVersionImported(
            "prices", 1, "sha256:1", [new StoredFile("a.csv", "sha256:2", 42, "csv", ",")], 3, [new ColumnSchema("id", "BIGINT", false)],
            "sha256:3", ["dataset/source@1"], new Dictionary<string, string> { ["source"] = "shop" }, "ann", Now).ShouldBeStoredAsApproved();
    }
}

using System.Collections.Immutable;
using MlOps.Catalog.Datasets;
using MlOps.ServiceHost;

namespace MlOps.Catalog.Tests;

public sealed class StoredEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ImmutableSortedDictionary<string, string> Tags =
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "sales");

    [Fact]
    public void are_stored_in_the_approved_shapes()
    {
        new DatasetRegistered("prices", "of a shop", Tags, "ann", Now).ShouldBeStoredAsApproved();
        new DatasetUpdated("prices", "of all shops", Tags, "ann", Now).ShouldBeStoredAsApproved();
        new DatasetArchived("prices", "ann", Now).ShouldBeStoredAsApproved();
        new DatasetVersionImported(
            "prices", 1, "sha256:1", "csv/sha256:2", 1, 42, "csv", ",", 3, 1, "sha256:3", ["dataset/source@1"], Tags, "import-1", "ann",
                Now)
            .ShouldBeStoredAsApproved();
    }
}

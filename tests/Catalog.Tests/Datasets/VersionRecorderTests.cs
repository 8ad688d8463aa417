using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOps.Catalog.Datasets;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using Dataset = MlOps.Catalog.Datasets.Dataset;
using DatasetRegistered = MlOps.Catalog.Datasets.DatasetRegistered;
using DatasetVersionImported = MlOps.Catalog.Datasets.DatasetVersionImported;

namespace MlOps.Catalog.Tests.Datasets;

public sealed class VersionRecorderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Dataset Registered =
        Dataset.Create(new DatasetRegistered("prices", "", ImmutableSortedDictionary<string, string>.Empty, "ann", Now));

    private static readonly CommitVersionRequest Request = new()
    {
        Dataset = "prices", DerivedFrom = { "dataset/source@1" }, RequestId = "r",
    };
    private static readonly VersionFacts Facts = new(",", 3, 2, "sha256:profile");

    [Fact]
    public void numbers_versions_from_one()
    {
        var first = Decide(Registered, "a.csv", '1')!;
        var second = Decide(Registered.Apply(first), "a.csv", '2')!;

        (first.Version, second.Version).ShouldBe((1, 2));
        first.Digest.ShouldNotBe(second.Digest);
        (first.RowCount, first.ColumnCount, first.FileCount, first.SizeBytes, first.Delimiter).ShouldBe((3, 2, 1, 42, ","));
    }

    [Fact]
    public void records_nothing_for_content_that_is_a_version() =>
        VersionRecorder.Decide(Registered, Decide(Registered, "a.csv", '1'), Request, Files("a.csv", '1'), null, "ann", Now).ShouldBeNull();

    [Fact]
    public void finds_equal_content_under_another_name_but_not_in_another_format()
    {
        Files("renamed.csv", '1').Content.ShouldBe(Files("a.csv", '1').Content);
        Files("renamed.csv", '1').Digest.ShouldNotBe(Files("a.csv", '1').Digest);
        new VersionFiles("json", Files("a.csv", '1').Files).Content.ShouldNotBe(Files("a.csv", '1').Content);
    }

    [Fact]
    public void refuses_versions_of_a_dataset_that_is_not_there_or_archived_or_full()
    {
        Should.Throw<NotFoundException>(() => Decide(null, "a.csv", '1'));
        Should.Throw<RuleBrokenException>(() => Decide(Registered with { Archived = true }, "a.csv", '1')).Rule
            .ShouldBe("dataset-archived");
        Should.Throw<LimitExceededException>(() => Decide(Registered with { LatestVersion = Limits.VersionsPerDataset }, "a.csv", '1'))
            .Limit.ShouldBe("versions per dataset");
        Decide(Registered with { LatestVersion = Limits.VersionsPerDataset - 1 }, "a.csv", '1')!.Version
            .ShouldBe(Limits.VersionsPerDataset);
    }

    [Fact]
    public void keeps_a_state_that_does_not_grow_with_its_versions()
    {
        var full = Enumerable.Range(0, Limits.VersionsPerDataset).Aggregate(
            Registered, (dataset, _) => dataset.Apply(Decide(dataset, "a.csv", '1')!));

        full.LatestVersion.ShouldBe(Limits.VersionsPerDataset);
        JsonSerializer.Serialize(full).Length.ShouldBeLessThan(JsonSerializer.Serialize(Registered).Length + 20);
    }

    [Fact]
    public void takes_the_digest_of_the_sorted_manifest()
    {
        var a = new StoredFile("a", "sha256:1", 1);
        var b = new StoredFile("b", "sha256:2", 2);
        const string manifest = """[{"path":"a","digest":"sha256:1","size":1},{"path":"b","digest":"sha256:2","size":2}]""";

        VersionManifest.DigestOf([a, b]).ShouldBe(VersionManifest.DigestOf([b, a]));
        VersionManifest.DigestOf([a, b]).ShouldBe($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))}");
    }

    private static DatasetVersionImported? Decide(Dataset? dataset, string path, char digest) =>
        VersionRecorder.Decide(dataset, existing: null, Request, Files(path, digest), Facts, "ann", Now);

    private static VersionFiles Files(string path, char digest) =>
        new("csv", [new StoredFile(path, "sha256:" + new string(digest, 64), 42)]);
}

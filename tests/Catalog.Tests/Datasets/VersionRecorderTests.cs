using MlOps.Catalog.Datasets;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Tests.Datasets;

public sealed class VersionRecorderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DatasetRegistered Registered = new("prices", "of a shop", new Dictionary<string, string> { ["team"] = "sales" }, "ann", Now);

    [Fact]
    public void numbers_versions_from_one()
    {
        var dataset = Dataset.Create(Registered);

        var first = Decide(dataset, Content("a.csv", '1'));
        var second = Decide(dataset.Apply(first), Content("a.csv", '2'));

        (first.Version, second.Version).ShouldBe((1, 2));
        first.Digest.ShouldNotBe(second.Digest);
    }

    [Fact]
    public void records_nothing_for_content_that_is_a_version()
    {
        var dataset = Dataset.Create(Registered);
        dataset = dataset.Apply(Decide(dataset, Content("a.csv", '1')));

        VersionRecorder.Decide(dataset, Content("a.csv", '1'), "ann", Now).ShouldBeEmpty();
        VersionRecorder.Decide(dataset, Content("renamed.csv", '1'), "ann", Now).ShouldBeEmpty();
    }

    [Fact]
    public void refuses_versions_of_an_unregistered_dataset() =>
        Should.Throw<NotFoundException>(() => VersionRecorder.Decide(null, Content("a.csv", '1'), "ann", Now));

    [Fact]
    public void takes_the_digest_of_the_sorted_manifest()
    {
        var a = new StoredFile("a", "sha256:1", 1, "csv");
        var b = new StoredFile("b", "sha256:2", 2, "csv");

        VersionManifest.DigestOf([a, b]).ShouldBe(VersionManifest.DigestOf([b, a]));
        VersionManifest.DigestOf([a, b]).ShouldBe("sha256:" + Sha256("""[{"path":"a","digest":"sha256:1","size":1},{"path":"b","digest":"sha256:2","size":2}]"""));
    }

    private static DatasetVersionImported Decide(Dataset dataset, VersionContent content) =>
        VersionRecorder.Decide(dataset, content, "ann", Now).ShouldHaveSingleItem().ShouldBeOfType<DatasetVersionImported>();

    private static VersionContent Content(string path, char digest) => new(
        "prices", [new StoredFile(path, "sha256:" + new string(digest, 64), 42, "csv", ",")], 3, [new ColumnSchema("id", "BIGINT", false)],
        "sha256:" + new string('f', 64), ["dataset/source@1"], new Dictionary<string, string> { ["source"] = "shop" });

    private static string Sha256(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}

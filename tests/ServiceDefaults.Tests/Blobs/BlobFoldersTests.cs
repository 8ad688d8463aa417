using System.Text;
using MlOps.Blobs;

namespace MlOps.ServiceDefaults.Tests.Blobs;

public sealed class BlobFoldersTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-folders-");
    private readonly LocalBlobStore blobs;

    public BlobFoldersTests() => blobs = new LocalBlobStore(Path.Combine(directory.FullName, "blobs"));

    [Fact]
    public async Task brings_a_folder_back_as_it_was()
    {
        var source = Folder("source", ("MLmodel", "flavor: xgboost"), ("data/model.json", "{}"), ("data/empty", ""));
        var target = Path.Combine(directory.FullName, "target");

        var manifest = await blobs.PutFolderAsync(source, default);
        await blobs.GetFolderAsync(manifest.Digest, target, default);

        (await blobs.ReadFolderAsync(manifest.Digest, default)).Select(e => e.Path).ShouldBe(["MLmodel", "data/empty", "data/model.json"]);
        File.ReadAllText(Path.Combine(target, "MLmodel")).ShouldBe("flavor: xgboost");
        File.ReadAllText(Path.Combine(target, "data", "model.json")).ShouldBe("{}");
        File.ReadAllText(Path.Combine(target, "data", "empty")).ShouldBe("");
    }

    [Fact]
    public async Task gives_equal_folders_equal_digests()
    {
        var one = await blobs.PutFolderAsync(Folder("one", ("a", "1"), ("b", "2")), default);
        var same = await blobs.PutFolderAsync(Folder("two", ("b", "2"), ("a", "1")), default);
        var other = await blobs.PutFolderAsync(Folder("three", ("a", "2"), ("b", "1")), default);

        same.ShouldBe(one);
        other.ShouldNotBe(one);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""[{"path":"../evil","size":0,"digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]""")]
    [InlineData("""[{"path":"/etc/evil","size":0,"digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]""")]
    [InlineData("""[{"path":"a","size":0,"digest":"no digest"}]""")]
    [InlineData("[null]")]
    public async Task refuses_a_blob_that_is_no_manifest(string content)
    {
        var blob = await blobs.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), default);

        await Should.ThrowAsync<InvalidDataException>(() => blobs.GetFolderAsync(blob.Digest, Path.Combine(directory.FullName, "target"), default));
    }

    public void Dispose() => directory.Delete(recursive: true);

    private string Folder(string name, params (string Path, string Text)[] files)
    {
        var root = Path.Combine(directory.FullName, name);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return root;
    }
}

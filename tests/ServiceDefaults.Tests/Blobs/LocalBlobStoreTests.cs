using System.Security.Cryptography;
using System.Text;
using MlOps.Blobs;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Blobs;

public sealed class LocalBlobStoreTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-blobs-");
    private readonly LocalBlobStore blobs;

    public LocalBlobStoreTests() => blobs = new LocalBlobStore(directory.FullName);

    [Fact]
    public async Task names_bytes_by_their_sha256()
    {
        var blob = await PutAsync("abc");

        blob.ShouldBe(new BlobRef("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3));
        (await ReadAsync(blob.Digest)).ShouldBe("abc");
        (await blobs.ExistsAsync(blob.Digest, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task stores_empty_and_large_blobs()
    {
        (await PutAsync("")).Digest.ShouldBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var bytes = RandomNumberGenerator.GetBytes(3_000_001);
        var blob = await blobs.PutAsync(new MemoryStream(bytes), default);

        (await File.ReadAllBytesAsync(await blobs.LocalPathAsync(blob.Digest, default))).ShouldBe(bytes);
    }

    [Fact]
    public async Task keeps_one_copy_however_many_put_it_at_once()
    {
        var put = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PutAsync("same"))));

        put.Distinct().Count().ShouldBe(1);
        Files().Count().ShouldBe(1);
    }

    [Fact]
    public async Task a_workspace_holds_what_it_has_stored_itself_and_nobody_what_the_system_stored()
    {
        string digest;
        using (new Caller("ann", [], "a", "c").Enter()) digest = (await PutAsync("of a")).Digest;

        (await HeldAsync()).ShouldBe((true, false, false));
        await PutAsync("of a");
        (await HeldAsync()).ShouldBe((true, false, false));
        using (new Caller("bob", [], "b", "c").Enter()) await PutAsync("of a");
        (await HeldAsync()).ShouldBe((true, true, false));
        using (new Caller("eve", [], Caller.DefaultWorkspace, "c").Enter()) await PutAsync("of a");
        (await HeldAsync()).ShouldBe((true, true, true));
        Files().Count().ShouldBe(1);
        (await blobs.IsHeldAsync($"sha256:{new string('0', 64)}", "a", default)).ShouldBeFalse();
        await Should.ThrowAsync<ArgumentException>(() => blobs.IsHeldAsync(digest, "../a", default));

        async Task<(bool A, bool B, bool Default)> HeldAsync() => (
            await blobs.IsHeldAsync(digest, "a", default), await blobs.IsHeldAsync(digest, "b", default),
            await blobs.IsHeldAsync(digest, Caller.DefaultWorkspace, default));
    }

    [Fact]
    public async Task what_was_stored_before_there_were_workspaces_is_held_by_the_default_one()
    {
        var digest = (await PutAsync("old")).Digest;
        Directory.Delete(Path.Combine(directory.FullName, "holders"), recursive: true);
        File.SetLastWriteTimeUtc(Files().Single(), DateTime.UtcNow.AddDays(-1));
        var now = new LocalBlobStore(directory.FullName);

        (await now.IsHeldAsync(digest, Caller.DefaultWorkspace, default)).ShouldBeTrue();
        (await now.IsHeldAsync(digest, "a", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task notices_a_changed_byte_when_reading()
    {
        var digest = (await PutAsync("some bytes that matter")).Digest;
        Corrupt(digest);

        (await Should.ThrowAsync<CorruptBlobException>(() => ReadAsync(digest))).Digest.ShouldBe(digest);
        await Should.ThrowAsync<CorruptBlobException>(() => blobs.LocalPathAsync(digest, default));
    }

    [Fact]
    public async Task notices_a_byte_that_changed_after_it_was_verified()
    {
        var digest = (await PutAsync("some bytes that matter")).Digest;
        await blobs.LocalPathAsync(digest, default);
        Corrupt(digest);

        await Should.ThrowAsync<CorruptBlobException>(() => blobs.LocalPathAsync(digest, default));
    }

    [Fact]
    public async Task heals_a_corrupt_blob_when_it_is_put_again()
    {
        var digest = (await PutAsync("some bytes that matter")).Digest;
        Corrupt(digest);

        await PutAsync("some bytes that matter");

        (await ReadAsync(digest)).ShouldBe("some bytes that matter");
    }

    [Fact]
    public async Task leaves_nothing_of_a_put_that_failed()
    {
        await Should.ThrowAsync<IOException>(() => blobs.PutAsync(new FailingStream(), default));

        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task says_that_a_blob_is_missing()
    {
        var digest = "sha256:" + new string('0', 64);

        (await blobs.ExistsAsync(digest, default)).ShouldBeFalse();
        await Should.ThrowAsync<BlobNotFoundException>(() => ReadAsync(digest));
        await Should.ThrowAsync<BlobNotFoundException>(() => blobs.LocalPathAsync(digest, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:../../etc/passwd")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public async Task refuses_what_is_no_digest(string digest) =>
        await Should.ThrowAsync<InvalidRequestException>(() => blobs.OpenAsync(digest, default));

    public void Dispose() => directory.Delete(recursive: true);

    private Task<BlobRef> PutAsync(string text) => blobs.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), default);

    private async Task<string> ReadAsync(string digest)
    {
        using var reader = new StreamReader(await blobs.OpenAsync(digest, default));
        return await reader.ReadToEndAsync();
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(directory.FullName, "*", SearchOption.AllDirectories)
        .Where(file => !file.StartsWith(Path.Combine(directory.FullName, "holders"), StringComparison.Ordinal));

    private void Corrupt(string digest)
    {
        var path = Files().Single(file => digest.EndsWith(Path.GetFileName(file), StringComparison.Ordinal));
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}

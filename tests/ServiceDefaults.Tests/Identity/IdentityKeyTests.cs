using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class IdentityKeyTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-key-");

    [Fact]
    public void is_the_same_for_all_who_start_at_once()
    {
        var path = Path.Combine(directory.FullName, "new", "identity.key");
        var keys = new IdentityKey[16];

        Parallel.For(0, keys.Length, i => keys[i] = IdentityKey.OpenOrCreate(path));

        keys.ShouldAllBe(key => key.Bytes.SequenceEqual(keys[0].Bytes));
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void is_readable_by_its_owner_only()
    {
        var path = Path.Combine(directory.FullName, "identity.key");
        IdentityKey.OpenOrCreate(path);

        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void names_the_file_that_holds_no_key(string content)
    {
        var path = Path.Combine(directory.FullName, "wrong.key");
        File.WriteAllText(path, content);

        Should.Throw<InvalidDataException>(() => IdentityKey.OpenOrCreate(path)).Message.ShouldContain(path);
    }

    public void Dispose() => directory.Delete(recursive: true);
}

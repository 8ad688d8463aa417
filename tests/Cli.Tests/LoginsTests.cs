namespace MlOps.Cli.Tests;

public sealed class LoginsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-logins-");
    private readonly Logins logins;
    private readonly string path;

    public LoginsTests()
    {
        path = Path.Combine(directory.FullName, "mlops", "logins.json");
        logins = new Logins(path);
    }

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void are_kept_by_the_gateway_s_address()
    {
        logins.Store("http://127.0.0.1:8081/", "one");
        logins.Store("http://127.0.0.1:9081", "two");
        logins.Store("http://127.0.0.1:9081", "three");

        (logins.TokenAt("http://127.0.0.1:8081"), logins.TokenAt("http://127.0.0.1:9081/"), logins.TokenAt("http://127.0.0.1:1")).ShouldBe(("one", "three", null));
    }

    [Fact]
    public void are_for_their_owner_alone()
    {
        logins.Store("http://127.0.0.1:8081", "one");

        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void are_forgotten_one_by_one()
    {
        logins.Store("http://127.0.0.1:8081", "one");
        logins.Store("http://127.0.0.1:9081", "two");

        (logins.Forget("http://127.0.0.1:8081"), logins.Forget("http://127.0.0.1:8081")).ShouldBe((true, false));
        (logins.TokenAt("http://127.0.0.1:8081"), logins.TokenAt("http://127.0.0.1:9081")).ShouldBe((null, "two"));
    }

    [Fact]
    public void that_are_damaged_are_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "{");

        Should.Throw<CommandFailedException>(() => logins.TokenAt("http://127.0.0.1:8081")).Message.ShouldContain(path);
    }
}

namespace MlOps.EndToEnd.Tests;

public sealed class HostDeathTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("mlops-test-death-");

    private string Data => Path.Combine(parent.FullName, "data");

    public void Dispose() => parent.Delete(recursive: true);

    [Theory]
    [InlineData("apphost")]
    [InlineData("orchestrator")]
    public async Task nothing_is_left_of_a_system_whose_host_was_killed_and_the_next_start_works(string victim)
    {
        await using (var system = await RunningSystem.StartAsync(Data))
        {
            SystemProcess.Kill(victim == "apphost" ? system.ProcessId : system.OrchestratorProcessId);

            await system.IsGoneAsync();
        }

        await using var again = await RunningSystem.StartAsync(Data);

        again.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task a_stop_leaves_nothing_and_the_next_start_is_at_the_same_addresses()
    {
        string before;
        await using (var system = await RunningSystem.StartAsync(Data))
        {
            before = Addresses(system);
            foreach (var file in (string[])["status.json", "status.txt", "apphost.lock", "admin.token", "postgres.password"])
                File.GetUnixFileMode(Path.Combine(Data, file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            ((string?)system.Status()!["dashboard"]).ShouldNotBeNull().ShouldMatch(@"^http://127\.0\.0\.1:\d+/login\?t=\w+$");
        }
        File.Exists(Path.Combine(Data, "status.json")).ShouldBeFalse();

        await using var again = await RunningSystem.StartAsync(Data);

        Addresses(again).ShouldBe(before);
    }

    [Fact]
    public async Task a_second_system_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        await using var system = await RunningSystem.StartAsync(Data);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => RunningSystem.StartAsync(Data));

        refusal.Message.ShouldContain("MlOps is already running with the data in");
        system.IsHealthy.ShouldBeTrue();
    }

    /// <summary>Of all but the gateway, whose ports the tests choose.</summary>
    private static string Addresses(RunningSystem system) => string.Join('\n',
        from resource in system.Status()!["resources"]!.AsArray()
        where (string?)resource!["name"] != "gateway"
        select $"{resource["name"]}: {resource["addresses"]!.ToJsonString()}");
}

using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace MlOps.Aspire.Hosting.Tests;

public sealed class HostDeathTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task a_killed_host_leaves_no_process_and_a_cluster_that_starts_again()
    {
        using (var host = StartHost())
        {
            await Eventually.GetsAsync(() => Task.FromResult(Processes().Count), count => count >= 3, TimeSpan.FromSeconds(60));
            await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(store["volumes/postgres-data/data/postmaster.pid"])));

            host.Kill();
            await host.WaitForExitAsync();

            await Eventually.GetsAsync(() => Task.FromResult(Processes().Count), count => count == 0, TimeSpan.FromSeconds(60));
        }

        await using var app = await TestApplication.StartAsync(store, builder => builder.AddPostgres("postgres").WithDataVolume().AddDatabase("things"));
        await app.BecomesHealthyAsync("things");
        await using var connection = new NpgsqlConnection($"{await app.GetConnectionStringAsync("things")};Pooling=false");
        await connection.OpenAsync();
    }

    [Fact]
    public async Task a_server_that_outlived_host_and_watchdog_gives_way()
    {
        int orphan;
        await using (var app = await TestApplication.StartAsync(store, Postgres))
        {
            orphan = (await app.BecomesHealthyAsync("postgres")).Pid();
            foreach (var watchdog in Processes().Where(pid => CommandLine(pid).StartsWith("bash\0-c\0# Holds one child", StringComparison.Ordinal))) Signal.Kill(watchdog);
        }
        TestApplication.IsAlive(orphan).ShouldBeTrue();

        await using var again = await TestApplication.StartAsync(store, Postgres);

        (await again.BecomesHealthyAsync("postgres")).Pid().ShouldNotBe(orphan);
        await TestApplication.IsGoneAsync(orphan);
    }

    private static void Postgres(IDistributedApplicationBuilder builder) => builder.AddPostgres("postgres").WithDataVolume();

    private Process StartHost() => Process.Start(new ProcessStartInfo("dotnet", [typeof(SampleProgram).Assembly.Location, "host", store.Argument])
    {
        Environment = { ["MLOPS_TEST_STORE"] = store.Path },
    })!;

    /// <summary>The processes that were started for this test: those that hold its store, and what the host started.</summary>
    private List<int> Processes() =>
    [
        .. from directory in Directory.EnumerateDirectories("/proc")
           let name = Path.GetFileName(directory)
           where name.All(char.IsAsciiDigit)
           let pid = int.Parse(name, CultureInfo.InvariantCulture)
           where TestApplication.IsAlive(pid) && !CommandLine(pid).Contains("\0host\0", StringComparison.Ordinal)
               && (CommandLine(pid).Contains(store.Path, StringComparison.Ordinal) || Environment(pid).Contains($"MLOPS_TEST_STORE={store.Path}", StringComparison.Ordinal))
           select pid,
    ];

    private static string CommandLine(int pid) => Read($"/proc/{pid}/cmdline");

    private static string Environment(int pid) => Read($"/proc/{pid}/environ");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

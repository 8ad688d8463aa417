using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MlOps.Testing;

/// <summary>The whole system as a user starts it, on free ports, with a data directory of its own or of the caller's.</summary>
/// <remarks>Whoever uses it builds <c>AppHost</c> and <c>cli</c> before, in the same configuration.</remarks>
public sealed class RunningSystem : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    // Debug or Release, whichever the program was built as: bin/<configuration>/net10.0.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private const string IdVariable = "MLOPS_TEST_SYSTEM";
    private readonly string id = Guid.NewGuid().ToString("N");
    private readonly bool ownsData;
    private Process? host;

    /// <summary>A system whose data is in a temporary directory, which goes with it.</summary>
    public RunningSystem()
        : this(Directory.CreateTempSubdirectory("mlops-system-").FullName) => ownsData = true;

    private RunningSystem(string data) => Data = data;

    public string Data { get; }

    public int HttpPort { get; } = FreePort.Next();

    public int GrpcPort { get; } = FreePort.Next();

    public Uri Grpc => new($"http://127.0.0.1:{GrpcPort}");

    public Uri Http => new($"http://127.0.0.1:{HttpPort}");

    /// <summary>The process of the AppHost.</summary>
    public int ProcessId => host!.Id;

    /// <summary>All processes of the system: AppHost, orchestrator, dashboard, and the resources with what they started.</summary>
    public IReadOnlyList<int> ProcessIds => SystemProcess.With(IdVariable, id);

    /// <summary>The process of the orchestrator, which holds all resources.</summary>
    public int OrchestratorProcessId => SystemProcess.Running("--monitor", $"{ProcessId}").Single();

    /// <summary>From the start of the process until everything was healthy.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Whether all resources are healthy.</summary>
    public bool IsHealthy => Status() is { } status && (int?)status["pid"] == host?.Id && (bool?)status["healthy"] == true;

    public string AdminToken => File.ReadAllText(Path.Combine(Data, "admin.token")).Trim();

    /// <summary>Starts a system with its data in a directory of the caller's, and waits until everything is healthy.</summary>
    public static async Task<RunningSystem> StartAsync(string data, CancellationToken cancellation = default)
    {
        var system = new RunningSystem(data);
        try
        {
            await system.StartAsync(cancellation);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public Task InitializeAsync() => StartAsync(CancellationToken.None);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Asks it to stop and waits until all its processes are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (host is { HasExited: false })
        {
            SystemProcess.Terminate(host.Id);
            await host.WaitForExitAsync().WaitAsync(StopLimit);
        }
        host?.Dispose();
        await IsGoneAsync();
        if (ownsData) Directory.Delete(Data, recursive: true);
    }

    /// <summary>Waits until all its processes are gone.</summary>
    public Task IsGoneAsync() => Eventually.HoldsAsync(() => Task.FromResult(ProcessIds.Count == 0), StopLimit);

    /// <summary>What <c>./mlops status --json</c> prints; null while it is being replaced.</summary>
    public JsonNode? Status()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "status.json")));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>The process ids of the resources that run now, by their names.</summary>
    public IReadOnlyDictionary<string, int> Processes() => Status()?["resources"]?.AsArray()
        .Where(resource => resource!["pid"] is not null)
        .ToDictionary(resource => (string)resource!["name"]!, resource => (int)resource!["pid"]!) ?? [];

    /// <summary>Runs the command line client against this system.</summary>
    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using var client = Process.Start(Program("cli/bin", "MlOps.Cli.dll", arguments))!;
        var output = client.StandardOutput.ReadToEndAsync();
        var errors = client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();
        return new CommandResult(client.ExitCode, await output, await errors);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        host = Process.Start(Program("AppHost/bin", "MlOps.AppHost.dll", ["--http-port", $"{HttpPort}", "--grpc-port", $"{GrpcPort}"]))!;
        var output = host.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = host.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await Eventually.HoldsAsync(async () =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (host.HasExited) throw new InvalidOperationException($"The system ended: {await output}{await errors}");
                return IsHealthy;
            }, StartLimit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The system is not healthy: {Status()?.ToJsonString()}", e);
        }

        StartTime = Stopwatch.GetElapsedTime(start);
    }

    private ProcessStartInfo Program(string folder, string assembly, IEnumerable<string> arguments)
    {
        var path = Path.Combine(SharedData.RepositoryRoot, folder, Configuration, "net10.0", assembly);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[IdVariable] = id;
        start.Environment["MLOPS_DATA"] = Data;
        start.Environment["MLOPS_HTTP_PORT"] = $"{HttpPort}";
        start.Environment["MLOPS_GRPC_PORT"] = $"{GrpcPort}";
        return start;
    }
}

/// <summary>How a command ended and what it printed.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);

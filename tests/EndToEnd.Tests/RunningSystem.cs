using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOps.EndToEnd.Tests;

/// <summary>The whole system as a user starts it, with a data directory and ports of its own.</summary>
public sealed class RunningSystem : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    // Debug or Release, whichever these tests were built as: bin/<configuration>/net10.0.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private Process? host;

    /// <summary>A system whose data is in a temporary directory.</summary>
    public RunningSystem()
        : this(Directory.CreateTempSubdirectory("mlops-e2e-").FullName)
    {
    }

    private RunningSystem(string data) => Data = data;

    public string Data { get; }

    public int HttpPort { get; } = FreePort.Next();

    public int GrpcPort { get; } = FreePort.Next();

    public Uri Grpc => new($"http://127.0.0.1:{GrpcPort}");

    public Uri Http => new($"http://127.0.0.1:{HttpPort}");

    /// <summary>Whether all resources are healthy.</summary>
    public bool IsHealthy => (bool?)Status()?["healthy"] == true;

    public string AdminToken => File.ReadAllText(Path.Combine(Data, "admin.token")).Trim();

    /// <summary>Starts a system with its data in a directory, which goes with it.</summary>
    public static async Task<RunningSystem> StartAsync(string data)
    {
        var system = new RunningSystem(data);
        try
        {
            await system.InitializeAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task InitializeAsync()
    {
        var start = Program("AppHost/bin", "MlOps.AppHost.dll", ["--http-port", $"{HttpPort}", "--grpc-port", $"{GrpcPort}"]);
        host = Process.Start(start)!;
        var output = host.StandardOutput.ReadToEndAsync();
        var errors = host.StandardError.ReadToEndAsync();
        try
        {
            await Eventually.HoldsAsync(async () =>
            {
                if (host.HasExited) throw new InvalidOperationException($"The system ended: {await output}{await errors}");
                return IsHealthy;
            }, StartLimit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The system is not healthy: {Status()?.ToJsonString()}", e);
        }
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (host is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", $"{host.Id}"]);
            await host.WaitForExitAsync();
        }
        host?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>What <c>./mlops status --json</c> prints; null while it is being replaced.</summary>
    public JsonNode? Status()
    {
        var file = Path.Combine(Data, "status.json");
        try
        {
            return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    /// <summary>The process ids of the resources that run now, by their names.</summary>
    public IReadOnlyDictionary<string, int> Processes() => Status()?["resources"]?.AsArray()
        .Where(resource => resource!["pid"] is not null).ToDictionary(resource => (string)resource!["name"]!, resource => (int)resource!["pid"]!) ?? [];

    /// <summary>Runs the command line client against this system.</summary>
    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using var client = Process.Start(Program("cli/bin", "MlOps.Cli.dll", arguments))!;
        var output = client.StandardOutput.ReadToEndAsync();
        var errors = client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();
        return new CommandResult(client.ExitCode, await output, await errors);
    }

    private ProcessStartInfo Program(string folder, string assembly, IEnumerable<string> arguments)
    {
        var path = Path.Combine(SharedData.RepositoryRoot, folder, Configuration, "net10.0", assembly);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLOPS_DATA"] = Data;
        start.Environment["MLOPS_HTTP_PORT"] = $"{HttpPort}";
        start.Environment["MLOPS_GRPC_PORT"] = $"{GrpcPort}";
        return start;
    }
}

/// <summary>How a command ended and what it printed.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);

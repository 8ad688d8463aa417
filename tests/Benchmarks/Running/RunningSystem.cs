using System.Diagnostics;
using System.Text.Json;
using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>The whole system as a user starts it, on a data directory of the caller's and free ports.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    // Debug or Release, whichever the benchmarks were built as: bin/<configuration>/net10.0.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private readonly string data;
    private readonly int httpPort = FreePort.Next();
    private readonly int grpcPort = FreePort.Next();
    private readonly Process host;
    private readonly Task<string>[] output;

    private RunningSystem(string data)
    {
        this.data = data;
        host = Run("AppHost/bin", "MlOps.AppHost.dll", "--http-port", $"{httpPort}", "--grpc-port", $"{grpcPort}");
        output = [host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync()];
    }

    /// <summary>From the start of the process until everything was healthy.</summary>
    public TimeSpan StartTime { get; private set; }

    public int ProcessId => host.Id;

    public Uri Http => new($"http://127.0.0.1:{httpPort}");

    public Uri Grpc => new($"http://127.0.0.1:{grpcPort}");

    public string AdminToken => File.ReadAllText(Path.Combine(data, "admin.token")).Trim();

    /// <summary>Starts it and waits until everything is healthy.</summary>
    public static async Task<RunningSystem> StartAsync(string data, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var system = new RunningSystem(data);
        try
        {
            using var timer = new PeriodicTimer(Glance);
            while (!system.IsHealthy())
            {
                if (system.host.HasExited) throw new InvalidOperationException($"The system ended: {string.Concat(await Task.WhenAll(system.output))}");
                if (Stopwatch.GetElapsedTime(start) > StartLimit) throw new TimeoutException($"The system is not healthy after {StartLimit.TotalMinutes} minutes.");
                await timer.WaitForNextTickAsync(cancellation);
            }
            system.StartTime = Stopwatch.GetElapsedTime(start);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>The bytes of a blob.</summary>
    public byte[] Blob(string digest)
    {
        var hex = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return File.ReadAllBytes(Path.Combine(data, "blobs", hex[..2], hex));
    }

    /// <summary>Runs the command line client against it.</summary>
    public async Task RunClientAsync(string verb, CancellationToken cancellation)
    {
        using var client = Run("cli/bin", "MlOps.Cli.dll", verb);
        Task<string>[] said = [client.StandardOutput.ReadToEndAsync(cancellation), client.StandardError.ReadToEndAsync(cancellation)];
        await client.WaitForExitAsync(cancellation);
        if (client.ExitCode != 0) throw new InvalidOperationException($"mlops {verb} ended with {client.ExitCode}: {string.Concat(await Task.WhenAll(said))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!host.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{host.Id}"]);
            await host.WaitForExitAsync().WaitAsync(StopLimit);
        }
        host.Dispose();
    }

    private bool IsHealthy()
    {
        try
        {
            using var status = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "status.json")));
            return status.RootElement.GetProperty("pid").GetInt32() == host.Id && status.RootElement.GetProperty("healthy").GetBoolean();
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // Not written yet, or just being replaced.
            return false;
        }
    }

    private Process Run(string folder, string assembly, params IEnumerable<string> arguments)
    {
        var path = Path.Combine(SharedData.RepositoryRoot, folder, Configuration, "net10.0", assembly);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLOPS_DATA"] = data;
        start.Environment["MLOPS_HTTP_PORT"] = $"{httpPort}";
        start.Environment["MLOPS_GRPC_PORT"] = $"{grpcPort}";
        return Process.Start(start)!;
    }
}

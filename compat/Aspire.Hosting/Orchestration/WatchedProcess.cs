using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>A process that ends when this one does, however that happens: a watchdog holds it (watchdog.sh).</summary>
internal sealed class WatchedProcess : IDisposable
{
    private readonly Process watchdog;
    private readonly Task output;

    private WatchedProcess(Process watchdog, int pid, Task output)
    {
        this.watchdog = watchdog;
        this.output = output;
        Pid = pid;
    }

    /// <summary>The id of the process itself.</summary>
    public int Pid { get; }

    /// <summary>Starts a process; each line that it prints goes to <paramref name="onLine"/>, with true for standard error.</summary>
    public static async Task<WatchedProcess> StartAsync(ProcessSpec spec, Action<string, bool> onLine)
    {
        if (!IsProgram(spec)) throw new DistributedApplicationException($"The program '{spec.Command}' was not found.");
        if (!Directory.Exists(spec.WorkingDirectory)) throw new DistributedApplicationException($"The working directory '{spec.WorkingDirectory}' does not exist.");
        var grace = ((int)spec.StopGrace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        // In a session of its own, so that Ctrl-C in the terminal reaches the application alone.
        // bash and not sh: dash drops variables whose names have a dash, as those of connection strings may.
        var start = new ProcessStartInfo("setsid", ["bash", "-c", Script.Watchdog, "watchdog", spec.StopSignal, grace, spec.Command, .. spec.Arguments])
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;

        var watchdog = Process.Start(start) ?? throw new Win32Exception("The watchdog was not started.");
        var pid = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        void FirstLineIsPid(string line, bool isError)
        {
            if (pid.Task.IsCompleted) onLine(line, isError);
            else pid.SetResult(int.Parse(line, CultureInfo.InvariantCulture));
        }

        var lines = LineReader.ReadAsync(watchdog.StandardOutput, line => FirstLineIsPid(line, false));
        var errors = LineReader.ReadAsync(watchdog.StandardError, line => onLine(line, true));
        await Task.WhenAny(pid.Task, lines);
        return new WatchedProcess(watchdog, pid.Task.IsCompleted ? await pid.Task : watchdog.Id, Task.WhenAll(lines, errors));
    }

    /// <summary>Waits for the end and gives the exit code (128 + signal if killed); asks the process to stop when <paramref name="stopping"/> fires.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken stopping)
    {
        await using var stop = stopping.Register(watchdog.StandardInput.Close);
        await watchdog.WaitForExitAsync(CancellationToken.None);
        // Someone who took over the output (a daemon in a session of its own) must not hold up the end.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        return watchdog.ExitCode;
    }

    public void Dispose() => watchdog.Dispose();

    private static bool IsProgram(ProcessSpec spec)
    {
        if (spec.Command.Contains('/')) return File.Exists(Path.Combine(spec.WorkingDirectory, spec.Command));
        var path = spec.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':').Any(directory => File.Exists(Path.Combine(directory, spec.Command)));
    }
}

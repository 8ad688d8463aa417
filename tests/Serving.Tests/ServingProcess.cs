using System.Diagnostics;
using System.Net.Http.Headers;
using MlOps.ServiceHost;

namespace MlOps.Serving.Tests;

/// <summary>A second node of Serving as a process of its own, which can be killed.</summary>
internal sealed class ServingProcess : IDisposable
{
    private readonly int port = FreePort.Next();
    private readonly DirectoryInfo journal = Directory.CreateTempSubdirectory("mlops-test-journal-");
    private readonly TestService first;
    private Process process;

    public ServingProcess(TestService first, string token)
    {
        this.first = first;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        process = Start();
    }

    /// <summary>A client of the node.</summary>
    public HttpClient Http { get; }

    /// <summary>kill -9</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>Starts it where it was, with what it left behind.</summary>
    public void Restart() => process = Start();

    public void Dispose()
    {
        Http.Dispose();
        Kill();
        journal.Delete(recursive: true);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "MlOps.Serving.dll")) { WorkingDirectory = journal.FullName };
        foreach (var (key, value) in first.Settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Predictions__Journal"] = journal.FullName;
        start.Environment["HTTP_PORT"] = $"{port}";
        start.Environment["GRPC_PORT"] = $"{FreePort.Next()}";
        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests.Foreign;

/// <summary>Another gRPC implementation: how its scripts in <c>tests/clients/grpc</c> are started.</summary>
/// <param name="Command">Its interpreter and script.</param>
/// <param name="Schema">The file with the messages and services, in the form that the script reads.</param>
/// <param name="Absence">Why it cannot be started here; null if it can.</param>
public sealed record ForeignPeer(string[] Command, string Schema, string? Absence)
{
    private static readonly string Scripts = Path.Combine(SharedData.RepositoryRoot, "tests", "clients", "grpc");
    private static readonly Lazy<ForeignPeer> LazyPython = new(FindPython);
    private static readonly Lazy<ForeignPeer> LazyNode = new(FindNode);

    /// <summary>Python's grpcio.</summary>
    public static ForeignPeer Python => LazyPython.Value;

    /// <summary>grpc-js on Node.</summary>
    public static ForeignPeer Node => LazyNode.Value;

    /// <summary>Runs the peer as a client; its lines say how each case went.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RunClientAsync(Uri server)
    {
        using var process = Start("client", server.Authority, Schema);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 3))
                .ToDictionary(parts => parts[1], parts => parts[0] == "PASS" ? "passed" : parts[2]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts the peer as a server; it ends when its input is closed, with this process at the latest.</summary>
    public async Task<(Process Process, Uri Address)> StartServerAsync()
    {
        var process = Start("server", Schema);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        line.ShouldNotBeNull().ShouldStartWith("PORT ");
        return (process, new Uri($"http://127.0.0.1:{line[5..]}"));
    }

    private static ForeignPeer FindPython()
    {
        // The distribution's own Python has the distribution's grpcio.
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
            if (Run(python, "-c", "import grpc, google.protobuf")) return new ForeignPeer([python, Path.Combine(Scripts, "interop.py")], WriteDescriptors(), null);
        return new ForeignPeer([], "", "python3 with grpcio is not installed");
    }

    private static ForeignPeer FindNode()
    {
        var proto = Path.Combine(SharedData.RepositoryRoot, "tests", "Grpc.Tests", "protos", "test.proto");
        var peer = new ForeignPeer(["node", Path.Combine(Scripts, "interop.js")], proto, null);
        if (!Run("node", "--version")) return peer with { Absence = "node is not installed" };
        if (Directory.Exists(Path.Combine(Scripts, "node_modules", "@grpc", "grpc-js"))) return peer;
        return Run("npm", "ci", "--ignore-scripts", "--prefix", Scripts) ? peer : peer with { Absence = "npm ci did not succeed in tests/clients/grpc" };
    }

    private static string WriteDescriptors()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "test.descriptors");
        var files = new FileDescriptorSet { File = { FileDescriptorProto.Parser.ParseFrom(TestReflection.Descriptor.SerializedData) } };
        File.WriteAllBytes(path, files.ToByteArray());
        return path;
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Scripts })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(TimeSpan.FromMinutes(2))) return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Command[0], [.. Command[1..], .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}

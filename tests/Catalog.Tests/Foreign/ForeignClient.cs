using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Tests.Foreign;

/// <summary>Another gRPC implementation's client: a script in <c>tests/clients/grpc</c> and what runs it.</summary>
/// <param name="Command">Interpreter and script.</param>
/// <param name="Absence">Why it cannot run here; null if it can.</param>
internal sealed record ForeignClient(string[] Command, string? Absence)
{
    private static readonly string Scripts = Path.Combine(SharedData.RepositoryRoot, "tests", "clients", "grpc");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<ForeignClient> PythonAsync()
    {
        // The distribution's own Python has the distribution's grpcio.
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
            if ((await ExecuteAsync(python, "-c", "import grpc, google.protobuf")).Succeeded) return new ForeignClient([python, Path.Combine(Scripts, "catalog.py")], null);
        return new ForeignClient([], "python3 with grpcio is not installed");
    }

    public static async Task<ForeignClient> NodeAsync()
    {
        var client = new ForeignClient(["node", Path.Combine(Scripts, "catalog.js")], null);
        if (!(await ExecuteAsync("node", "--version")).Succeeded) return client with { Absence = "node is not installed" };
        var installed = Directory.Exists(Path.Combine(Scripts, "node_modules", "@grpc", "grpc-js"))
            || (await ExecuteAsync("npm", "ci", "--ignore-scripts", "--prefix", Scripts)).Succeeded;
        return installed ? client : client with { Absence = "npm ci did not succeed in tests/clients/grpc" };
    }

    /// <summary>What the script prints.</summary>
    public async Task<string> RunAsync(Uri server, string token)
    {
        var descriptors = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(descriptors, Describe(DatasetCatalog.Descriptor.File).ToByteArray());
            return (await ExecuteAsync(Command[0], [.. Command[1..], server.Authority, descriptors, token])).Output;
        }
        finally
        {
            File.Delete(descriptors);
        }
    }

    private static FileDescriptorSet Describe(FileDescriptor file) =>
        new() { File = { WithDependencies(file).DistinctBy(one => one.Name).Select(one => one.ToProto()) } };

    private static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file) =>
        file.Dependencies.SelectMany(WithDependencies).Append(file);

    private static async Task<(bool Succeeded, string Output)> ExecuteAsync(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var limit = new CancellationTokenSource(Limit);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token) + await errors;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode == 0, output);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (false, e.Message);
        }
    }
}

using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MlOps.Contracts.Inference;

namespace MlOps.Serving.Tests;

/// <summary>Python's grpcio, as Open Inference Protocol clients in Python use it.</summary>
[Collection(ServingCollection.Name)]
public class PythonClientTests(ServingSystem system)
{
    // The distribution's own Python has the distribution's grpcio.
    private static readonly string? Python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python =>
        RunAsync(python, "-c", "import grpc, google.protobuf; print('there')").GetAwaiter().GetResult().Trim() == "there");

    [SkippableFact]
    public async Task asks_for_predictions_typed_and_raw()
    {
        Skip.If(Python is null, "python3 with grpcio is not installed");
        var deployment = await system.DeploymentAsync();
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.ByTemperature()));
        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        var descriptors = Path.GetTempFileName();
        await File.WriteAllBytesAsync(descriptors, Described().ToByteArray());

        var lines = await RunAsync(
            Python, Path.Combine(SharedData.RepositoryRoot, "tests", "clients", "open-inference", "predict.py"),
            system.Serving.GrpcAddress.Authority, descriptors, system.System.TokenOf("py", "application"), deployment.Name);

        File.Delete(descriptors);
        lines.ShouldBe("""
            ready True
            inputs temp:FP32:[-1] hum:FP32:[-1]
            typed python-typed 1 [10.0, 20.0] True
            raw [20.0, 10.0]
            refused INVALID_ARGUMENT input 'hum' is missing

            """);
    }

    /// <summary>The protocol, and what its file imports.</summary>
    private static FileDescriptorSet Described() =>
        new() { File = { WithDependencies(OpenInferenceGrpcReflection.Descriptor).DistinctBy(file => file.Name).Select(file => file.ToProto()) } };

    private static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file) => file.Dependencies.SelectMany(WithDependencies).Append(file);

    /// <summary>What a command prints, its errors too; nothing if there is no such command.</summary>
    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            return await process.StandardOutput.ReadToEndAsync(limit.Token) + await errors;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}

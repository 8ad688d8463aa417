using System.Diagnostics;

namespace MlOps.Gateway.Tests.Edge;

/// <summary>The command line against a gateway with TLS, as a program of its own.</summary>
[Collection(GatewayCollection.Name)]
public sealed class CommandLineTests(GatewaySystem system) : IDisposable
{
    private readonly TestCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Fact]
    public async Task the_command_line_talks_to_a_gateway_whose_authority_it_trusts_and_to_no_other()
    {
        using var own = certificates.Create("own");
        var (path, key) = certificates.WritePem(own);
        await using var gateway = await system.Gateway.StartSecondNodeAsync(
            new Dictionary<string, string?> { ["Edge:Certificate:Path"] = path, ["Edge:Certificate:KeyPath"] = key });

        var trusting = await RunAsync(gateway.GrpcAddress.Port, certificates.AuthorityPath, "whoami");
        var wary = await RunAsync(gateway.GrpcAddress.Port, null, "whoami");

        trusting.ExitCode.ShouldBe(0, trusting.Errors);
        trusting.Output.ShouldContain("ann");
        wary.ExitCode.ShouldNotBe(0);
        wary.Errors.ShouldContain("SSL");
        wary.Errors.ShouldNotContain("   at ");
    }

    private async Task<CommandResult> RunAsync(int port, string? authority, params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SharedData.RepositoryRoot, "cli/bin", configuration, "net10.0", "MlOps.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLOPS_TOKEN"] = system.System.OutsideTokenOf("ann", "viewer");
        start.Environment["MLOPS_GATEWAY_GRPC"] = $"https://localhost:{port}";
        if (authority is not null) start.Environment["SSL_CERT_FILE"] = authority;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return new CommandResult(process.ExitCode, await output, await errors);
    }
}

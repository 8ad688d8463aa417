using System.CommandLine;
using Google.Protobuf;
using MlOps.Cli.Commands;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway;
using MlOps.ServiceHost;

namespace MlOps.Cli.Tests;

/// <summary>The commands of secrets against a gateway.</summary>
public sealed class SecretCommandsTests : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-secret-");
    private TestSystem system = null!;
    private TestService gateway = null!;

    private Secrets.SecretsClient Admin => new(gateway.ChannelIn(["*"], "root", "admin"));

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        gateway = await system.StartServiceAsync("gateway", builder => builder.AddGateway(), app => app.MapGateway());
    }

    public async Task DisposeAsync()
    {
        await gateway.DisposeAsync();
        await system.DisposeAsync();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task a_secret_is_stored_changed_shown_disabled_and_destroyed()
    {
        var value = FileOf("value", "s3cr3t");

        await RunAsync("create", "key", "--from-file", value, "--description", "of a test", "--reason", "a test");
        await RunAsync("update", "key", "--from-file", value, "--expected-version", "1");
        await RunAsync("list", "--prefix", "k");
        await RunAsync("show", "key");
        await RunAsync("disable", "key", "1", "--reason", "old");

        var secret = await Admin.GetSecretAsync(new GetSecretRequest { Name = "key" });
        (secret.Description, secret.Creator, secret.Revision).ShouldBe(("of a test", "root", 3));
        secret.Versions.Select(version => version.State).ShouldBe([SecretVersionState.Disabled, SecretVersionState.Enabled]);
        var service = new Secrets.SecretsClient(gateway.ChannelAs("some-service", "service"));
        (await service.UseSecretAsync(new UseSecretRequest { Name = "key", Purpose = "a test" })).Value.ShouldBe(ByteString.CopyFromUtf8("s3cr3t"));
        (await RunAsync(1, "update", "key", "--from-file", value, "--expected-version", "1")).ShouldBe(1);

        await RunAsync("delete", "key", "--reason", "over");
        (await Admin.ListSecretsAsync(new ListSecretsRequest())).Secrets.ShouldBeEmpty();
        (await RunAsync(1, "show", "key")).ShouldBe(1);
    }

    [Fact]
    public async Task the_master_key_is_rotated_and_the_keys_are_listed()
    {
        await RunAsync("rotate-master-key", "--reason", "a year is over");
        await RunAsync("master-keys");

        (await Admin.ListMasterKeysAsync(new ListMasterKeysRequest())).Keys.Count.ShouldBe(2);
    }

    private string FileOf(string name, string content)
    {
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private async Task RunAsync(params string[] arguments) => (await RunAsync(0, arguments)).ShouldBe(0, string.Join(' ', arguments));

    private async Task<int> RunAsync(int expected, params string[] arguments)
    {
        var root = new RootCommand { GatewayOptions.Http, GatewayOptions.Grpc, GatewayOptions.TokenFile, GatewayOptions.Workspace, SecretCommands.Build() };
        string[] where =
        [
            "--gateway", gateway.HttpAddress.ToString(), "--gateway-grpc", gateway.GrpcAddress.ToString(),
            "--token-file", FileOf("token", system.OutsideTokenIn(["*"], "root", "admin")),
        ];
        var parsed = root.Parse(["secret", .. arguments, .. where]);
        parsed.Errors.ShouldBeEmpty();
        var code = await parsed.InvokeAsync();
        code.ShouldBe(expected);
        return code;
    }
}

using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using Npgsql;
using SecretsApi = MlOps.Contracts.Identity.V1.Secrets;
using SigningKey = MlOps.ServiceDefaults.Identity.SigningKey;
using UseRecorder = MlOps.Gateway.Secrets.UseRecorder;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>A gateway that keeps secrets, and a service that uses them.</summary>
public sealed class SecretsSystem : IAsyncLifetime
{
    public const string Service = "pipelines";

    public TestSystem System { get; private set; } = null!;

    public TestService Gateway { get; private set; } = null!;

    internal ShiftedTime Time { get; } = new();

    /// <summary>What the service shows to others.</summary>
    internal ServiceTokens Tokens { get; private set; } = null!;

    internal SecretsApi.SecretsClient Engineer => As(Gateway, "engineer");

    internal SecretsApi.SecretsClient Admin => new(Gateway.ChannelIn(["*"], "root", "admin"));

    internal SecretsApi.SecretsClient ForItself => Using(Gateway);

    internal UseRecorder Uses => Gateway.Services.GetRequiredService<UseRecorder>();

    public IEnumerable<string> KeyFiles => Directory.EnumerateFiles(System.MasterKeys, "*.key").Select(file => Path.GetFileNameWithoutExtension(file));

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        var key = SigningKey.OpenOrCreate(System.KeyFileOf(Service));
        new ServiceKeys(new IdentitySettings("", new Uri("http://127.0.0.1"), "", System.ServiceKeys), TimeProvider.System).Publish(Service, key.Public);
        Tokens = new ServiceTokens(new ServiceIdentity(Service), key, Time);
        Gateway = await System.StartServiceAsync(
            "gateway", AddGateway, app => app.MapGateway(), new Dictionary<string, string?> { ["Identity:Authority"] = System.HttpAddressOf("gateway") });
        var workspaces = new Contracts.Identity.V1.Workspaces.WorkspacesClient(Gateway.ChannelIn(["*"], "root", "admin"));
        foreach (var name in (string[])["bikes", "full"]) await workspaces.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = name });
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await System.DisposeAsync();
    }

    internal static SecretsApi.SecretsClient As(TestService gateway, string role, string workspace = "default") =>
        new(gateway.ChannelIn([workspace], $"some-{role}", role));

    /// <summary>The service as itself.</summary>
    internal SecretsApi.SecretsClient Using(TestService gateway) => new(gateway.Anonymous.Intercept(metadata =>
    {
        metadata.Add("authorization", $"Bearer {Tokens.Own("gateway")}");
        return metadata;
    }));

    /// <summary>A client that shows a token, and the service's beside it if that is wanted.</summary>
    internal SecretsApi.SecretsClient With(string token, bool alsoService = false) => new(Gateway.Anonymous.Intercept(metadata =>
    {
        metadata.Add("authorization", $"Bearer {token}");
        if (alsoService) metadata.Add("mlops-service-authorization", $"Bearer {Tokens.Own("gateway")}");
        return metadata;
    }));

    internal async Task<Secret> CreateAsync(string name, string value) =>
        await Engineer.CreateSecretAsync(new CreateSecretRequest { Name = name, Value = ByteString.CopyFromUtf8(value) });

    internal async Task<string> UseAsync(string name, long version = 0, string purpose = "a test") =>
        (await ForItself.UseSecretAsync(new UseSecretRequest { Name = name, Version = version, Purpose = purpose })).Value.ToStringUtf8();

    internal async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Gateway.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private void AddGateway(WebApplicationBuilder builder)
    {
        builder.AddGateway();
        builder.Services.AddSingleton<TimeProvider>(Time);
    }
}

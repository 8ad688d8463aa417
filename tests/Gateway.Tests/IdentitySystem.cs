using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceHost;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests;

/// <summary>A gateway with keys of its own, and a service behind it that answers whom it takes the caller for.</summary>
public sealed class IdentitySystem : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-identity-");

    public TestSystem System { get; private set; } = null!;

    public TestService Gateway { get; private set; } = null!;

    public TestService Catalog { get; private set; } = null!;

    public string KeyRing => Path.Combine(directory.FullName, "ring");

    public string AdminTokenFile => Path.Combine(directory.FullName, "admin.token");

    internal ShiftedTime Time { get; } = new();

    /// <summary>The token of the gateway's first start, for all workspaces.</summary>
    public string AdminToken => File.ReadAllText(AdminTokenFile).Trim();

    internal IdentityTokens.TokensClient Admin => new(Gateway.Channel(AdminToken));

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        var authority = new KeyValuePair<string, string?>("Identity:Authority", System.HttpAddressOf("gateway"));
        Gateway = await System.StartServiceAsync("gateway", AddGateway, a => a.MapGateway(), new Dictionary<string, string?>([authority])
        {
            ["Identity:KeyRing"] = KeyRing, ["Identity:AdminTokenFile"] = AdminTokenFile, ["Identity:KeyNotice"] = "00:00:01",
        });
        Catalog = await System.StartServiceAsync(
            "catalog", b => b.Services.AddSingleton<TimeProvider>(Time), a => a.MapGrpcService<HeaderCatalog>(), new Dictionary<string, string?>([authority]));
        await CreateWorkspaceAsync(Gateway, AdminToken, "bikes");
    }

    public async Task DisposeAsync()
    {
        await Catalog.DisposeAsync();
        await Gateway.DisposeAsync();
        await System.DisposeAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>The service behind a gateway, with a token.</summary>
    internal static DatasetCatalog.DatasetCatalogClient Through(TestService gateway, string? token) => new(gateway.Channel(token));

    /// <summary>Creates a workspace at a gateway.</summary>
    internal static async Task CreateWorkspaceAsync(TestService gateway, string adminToken, string name) =>
        await new Contracts.Identity.V1.Workspaces.WorkspacesClient(gateway.Channel(adminToken)).CreateWorkspaceAsync(new() { Name = name });

    private void AddGateway(WebApplicationBuilder builder)
    {
        builder.AddGateway();
        builder.Services.AddSingleton<TimeProvider>(Time);
    }
}

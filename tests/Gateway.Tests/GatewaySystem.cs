using MlOps.ServiceHost;
using MlOps.Serving;

namespace MlOps.Gateway.Tests;

/// <summary>A gateway, and a real Serving behind it.</summary>
public sealed class GatewaySystem : IAsyncLifetime
{
    private readonly string adminTokenFile = Path.Combine(Path.GetTempPath(), $"mlops-test-{Guid.NewGuid():n}", "admin.token");

    public TestSystem System { get; private set; } = null!;

    public TestService Gateway { get; private set; } = null!;

    public TestService Serving { get; private set; } = null!;

    public string AdminTokenFile => adminTokenFile;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Serving = await System.StartServiceAsync("serving", b => b.AddServing(), a => a.MapServing());
        Gateway = await System.StartServiceAsync("gateway", b => b.AddGateway(), a => a.MapGateway(), new Dictionary<string, string?>
        {
            ["Identity:AdminTokenFile"] = adminTokenFile, ["Gateway:RequestsAtOnce"] = "8",
        });
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Serving.DisposeAsync();
        await System.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(adminTokenFile)!, recursive: true);
    }
}

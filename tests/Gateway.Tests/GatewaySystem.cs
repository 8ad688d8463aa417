using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Blobs;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Runtime;
using MlOps.ServiceHost;
using MlOps.Serving;
using MlOps.XGBoost;

namespace MlOps.Gateway.Tests;

/// <summary>A gateway, the real Serving behind it with a model, and a catalog and a registry that do what the test wants.</summary>
public sealed class GatewaySystem : IAsyncLifetime
{
    public const string Model = "bikes";
    public const int RequestsAtOnce = 4;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-test-gateway-");
    private TestService registry = null!;

    public TestSystem System { get; private set; } = null!;

    public TestService Gateway { get; private set; } = null!;

    public TestService Serving { get; private set; } = null!;

    public TestService Catalog { get; private set; } = null!;

    internal Gate Gate { get; } = new();

    public string AdminTokenFile => Path.Combine(directory.FullName, "data", "admin.token");

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        // The gateway's keys are those of the system's issuer, but the services get them from the gateway.
        var authority = new KeyValuePair<string, string?>("Identity:Authority", System.HttpAddressOf("gateway"));
        Gateway = await System.StartServiceAsync("gateway", b => b.AddGateway(), a => a.MapGateway(), new Dictionary<string, string?>([authority])
        {
            ["Identity:AdminTokenFile"] = AdminTokenFile, ["Gateway:RequestsAtOnce"] = $"{RequestsAtOnce}",
        });
        var settings = new Dictionary<string, string?>([authority]);
        Serving = await System.StartServiceAsync("serving", b => b.AddServing(), a => a.MapServing(), settings);
        Catalog = await System.StartServiceAsync(
            "catalog", b => b.Services.AddSingleton(Gate), a => a.MapGrpcService<SlowCatalog>(), settings);
        await DeployAsync();
    }

    public async Task DisposeAsync()
    {
        Gate.Open();
        await Gateway.DisposeAsync();
        await Catalog.DisposeAsync();
        await Serving.DisposeAsync();
        await registry.DisposeAsync();
        await System.DisposeAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>A model of x that always answers 5.</summary>
    private async Task DeployAsync()
    {
        var parameters = new Dictionary<string, string> { ["objective"] = "reg:squarederror", ["base_score"] = "5", ["nthread"] = "1" };
        var trained = new XGBoostTrainer().Train(new TrainingSpec(parameters, 1), new TrainingData(["x"], new float[] { 1, 2 }, "y", new float[] { 5, 5 }));
        var artifact = Path.Combine(directory.FullName, "model");
        ModelArtifact.Write(artifact, new ModelManifest { Flavor = trained.Flavor, ModelFile = trained.FileName, Signature = trained.Signature }, trained.Content);
        var blob = await Serving.Services.GetRequiredService<IBlobStore>().PutFolderAsync(artifact, CancellationToken.None);
        var version = new ModelVersion { Model = Model, Version = 1, Approval = ApprovalState.Approved, ArtifactDigest = blob.Digest };
        registry = await System.StartServiceAsync("registry", b => b.Services.AddSingleton(version), a => a.MapGrpcService<OneModelRegistry>());
        var deployments = new ModelServing.ModelServingClient(Serving.ChannelAs("eve", "engineer"));
        await deployments.CreateDeploymentAsync(new CreateDeploymentRequest { Name = Model, Model = Model, Alias = "champion" });
        using var http = Serving.HttpAs("app", "application");
        await Eventually.HoldsAsync(async () => (await http.GetAsync($"/v2/models/{Model}/ready")).IsSuccessStatusCode);
    }
}

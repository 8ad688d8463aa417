using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Catalog;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments;
using MlOps.ServiceHost;

namespace MlOps.Cli.Tests;

/// <summary>What the client does while a service is away.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private readonly LostAnswers lost = new();
    private TestSystem system = null!;
    private TestService catalog = null!;
    private TestService experiments = null!;

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        catalog = await system.StartServiceAsync("catalog", builder =>
        {
            builder.AddCatalog();
            LoseAnswers(builder.Services);
        }, app => app.MapCatalog());
        experiments = await system.StartServiceAsync("experiments", builder =>
        {
            builder.AddExperiments();
            LoseAnswers(builder.Services);
        }, app => app.MapExperiments());
    }

    public async Task DisposeAsync()
    {
        await experiments.DisposeAsync();
        await catalog.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task a_call_goes_on_once_the_service_is_back()
    {
        using var gateway = To(experiments, Retries.Many);
        await experiments.StopAsync();

        var creating = gateway.Experiments.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" }).ResponseAsync;
        var asking = gateway.Http.GetAsync(new Uri("/alive", UriKind.Relative));
        await experiments.StartAsync();

        (await creating).Name.ShouldBe("bikes");
        (await asking).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task a_change_whose_answer_was_lost_is_made_once()
    {
        using var gateway = To(experiments, Retries.Few);
        await gateway.Experiments.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
        lost.Left = 2;

        var run = await gateway.Experiments.CreateRunAsync(new CreateRunRequest { Experiment = "bikes" });
        var other = await gateway.Experiments.CreateRunAsync(new CreateRunRequest { Experiment = "bikes" });

        lost.Left.ShouldBe(0);
        var runs = await gateway.Experiments.ListRunsAsync(new ListRunsRequest { Experiment = "bikes" });
        runs.Runs.Select(listed => listed.RunId).ShouldBe([run.RunId, other.RunId], ignoreOrder: true);
    }

    [Fact]
    public async Task an_import_whose_answer_was_lost_is_one_version()
    {
        using var gateway = To(catalog, Retries.Few);
        await gateway.Catalog.RegisterDatasetAsync(new RegisterDatasetRequest { Name = "hours" });
        var file = Path.GetTempFileName() + ".csv";
        await File.WriteAllTextAsync(file, "hour,count\n1,2\n");
        lost.Left = 1;

        var version = await FileImport.RunAsync(gateway, "hours", file, CancellationToken.None);

        (lost.Left, version.Version).ShouldBe((0, 1));
        File.Delete(file);
    }

    [Fact]
    public async Task an_absence_that_lasts_is_told()
    {
        using var gateway = To(experiments, new Retries(2));
        await experiments.StopAsync();

        (await Should.ThrowAsync<RpcException>(async () => await gateway.Experiments.ListExperimentsAsync(new ListExperimentsRequest()))).StatusCode.ShouldBe(StatusCode.Unavailable);
        await Should.ThrowAsync<HttpRequestException>(() => gateway.Http.GetAsync(new Uri("/alive", UriKind.Relative)));
    }

    private void LoseAnswers(IServiceCollection services) =>
        services.AddSingleton(lost).Configure<GrpcServiceOptions>(options => options.Interceptors.Add<LostAnswers>());

    private GatewayConnection To(TestService service, Retries retries) => new(service.HttpAddress, service.GrpcAddress, system.TokenOf("ada", "engineer"), "", retries);
}

using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Clients;

public sealed class RelayedCallTests : IAsyncLifetime
{
    private readonly CatalogScript script = new();
    private TestSystem system = null!;
    private TestService catalog = null!;
    private TestService relay = null!;
    private DatasetCatalog.DatasetCatalogClient client = null!;

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        catalog = await system.StartServiceAsync("catalog", b => b.Services.AddSingleton(script), app => app.MapGrpcService<ScriptedCatalog>());
        relay = await system.StartServiceAsync(
            "relay", b => b.AddServiceClient<DatasetCatalog.DatasetCatalogClient>("catalog", DatasetCatalog.Descriptor), app => app.MapGrpcService<RelayedCatalog>());
        client = new DatasetCatalog.DatasetCatalogClient(relay.ChannelAs("ann", "engineer"));
    }

    public async Task DisposeAsync()
    {
        await relay.DisposeAsync();
        await catalog.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task keep_their_deadline_which_is_half_a_minute_at_most()
    {
        var left = TimeSpan.Zero;
        script.Answer = context =>
        {
            left = context.Deadline - DateTime.UtcNow;
            return Task.FromResult(new Dataset());
        };

        await client.GetDatasetAsync(new(), deadline: DateTime.UtcNow.AddSeconds(20));
        left.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));

        await client.GetDatasetAsync(new());
        left.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task are_cancelled_along_with_the_call_that_they_serve()
    {
        var arrived = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        script.Answer = async context =>
        {
            using var registration = context.CancellationToken.Register(cancelled.SetResult);
            arrived.SetResult();
            await cancelled.Task;
            return new Dataset();
        };
        using var call = client.GetDatasetAsync(new());
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));

        call.Dispose();

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task are_repeated_after_unavailable_if_they_only_read()
    {
        var attempts = 0;
        script.Answer = _ => ++attempts < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet")) : Task.FromResult(new Dataset { Name = "here" });

        (await client.GetDatasetAsync(new())).Name.ShouldBe("here");
        attempts.ShouldBe(3);

        attempts = 0;
        (await Should.ThrowAsync<RpcException>(() => client.RegisterDatasetAsync(new()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task reach_a_service_as_soon_as_it_is_back()
    {
        await client.RegisterDatasetAsync(new());
        for (var outage = 0; outage < 3; outage++)
        {
            await catalog.StopAsync();
            for (var call = 0; call < 3; call++)
                (await Should.ThrowAsync<RpcException>(() => client.RegisterDatasetAsync(new()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unavailable);
            await catalog.StartAsync();

            await client.RegisterDatasetAsync(new());
        }
    }
}

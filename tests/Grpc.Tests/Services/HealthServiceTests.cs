using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Grpc.Tests.Interop;

namespace MlOps.Grpc.Tests.Services;

/// <summary>The health service that is told its statuses.</summary>
public sealed class HealthServiceTests : IAsyncLifetime
{
    private readonly HealthServiceImpl health = new();
    private InteropServer server = null!;
    private GrpcChannel channel = null!;
    private Health.HealthClient client = null!;

    public async Task InitializeAsync()
    {
        server = await InteropServer.StartAsync(services => services.AddSingleton(health).AddGrpc(), app => app.MapGrpcService<HealthServiceImpl>());
        channel = GrpcChannel.ForAddress(server.Address);
        client = new Health.HealthClient(channel);
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task check_knows_what_it_was_told_last()
    {
        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.Serving);
        (await CheckAsync("a")).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.NotServing);
        (await CheckAsync("a")).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);

        health.ClearStatus("a");
        await ForgottenAsync("a");
    }

    [Fact]
    public async Task all_can_be_forgotten()
    {
        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus("b", HealthCheckResponse.Types.ServingStatus.Serving);

        health.ClearAll();

        await ForgottenAsync("a");
        await ForgottenAsync("b");
    }

    [Fact]
    public async Task watch_tells_changes_and_nothing_else()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var watch = client.Watch(new HealthCheckRequest { Service = "a" }, cancellationToken: limit.Token);
        await TellsAsync(HealthCheckResponse.Types.ServingStatus.ServiceUnknown);

        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.ServiceUnknown);
        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus("a", HealthCheckResponse.Types.ServingStatus.Serving);
        health.ClearStatus("a");

        await TellsAsync(HealthCheckResponse.Types.ServingStatus.Serving);
        await TellsAsync(HealthCheckResponse.Types.ServingStatus.ServiceUnknown);

        async Task TellsAsync(HealthCheckResponse.Types.ServingStatus status)
        {
            (await watch.ResponseStream.MoveNext()).ShouldBeTrue();
            watch.ResponseStream.Current.Status.ShouldBe(status);
        }
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> CheckAsync(string service) => (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private async Task ForgottenAsync(string service) => (await Should.ThrowAsync<RpcException>(() => CheckAsync(service))).StatusCode.ShouldBe(StatusCode.NotFound);
}

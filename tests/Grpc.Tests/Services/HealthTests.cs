using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MlOps.Grpc.Tests.Interop;

namespace MlOps.Grpc.Tests.Services;

/// <summary>The health protocol over ASP.NET Core's health checks.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private volatile bool healthy = true;
    private InteropServer server = null!;
    private GrpcChannel channel = null!;
    private Health.HealthClient client = null!;

    public async Task InitializeAsync()
    {
        server = await InteropServer.StartAsync(
            services =>
            {
                services.AddGrpc();
                services.AddGrpcHealthChecks(options =>
                    {
                        options.Services.Map("store", check => check.Tags.Contains("store"));
                        options.Services.Map("nothing", _ => false);
                    })
                    .AddCheck("database", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), ["store"])
                    .AddCheck("disk", () => HealthCheckResult.Degraded());
                services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            },
            app => app.MapGrpcHealthChecksService());
        channel = GrpcChannel.ForAddress(server.Address);
        client = new Health.HealthClient(channel);
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("store")]
    public async Task check_answers_what_the_health_checks_say_now(string service)
    {
        (await CheckAsync(service)).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        healthy = false;

        (await CheckAsync(service)).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
    }

    [Fact]
    public async Task check_does_not_find_an_unknown_service() =>
        (await Should.ThrowAsync<RpcException>(() => CheckAsync("unknown"))).StatusCode.ShouldBe(StatusCode.NotFound);

    [Fact]
    public async Task watch_follows_the_status()
    {
        using var watch = client.Watch(new HealthCheckRequest { Service = "store" });
        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.Serving);

        healthy = false;

        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.NotServing);
    }

    [Fact]
    public async Task a_service_without_checks_is_of_no_known_status() =>
        (await CheckAsync("nothing")).ShouldBe(HealthCheckResponse.Types.ServingStatus.Unknown);

    [Fact]
    public async Task watch_says_of_an_unknown_service_that_it_is_unknown()
    {
        using var watch = client.Watch(new HealthCheckRequest { Service = "unknown" });

        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.ServiceUnknown);
    }

    [Fact]
    public async Task a_server_that_stops_says_so_to_watchers_and_ends_their_calls()
    {
        using var watch = client.Watch(new HealthCheckRequest());
        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.Serving);

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await UntilAsync(watch, HealthCheckResponse.Types.ServingStatus.NotServing);
        (await watch.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> CheckAsync(string service) => (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task UntilAsync(AsyncServerStreamingCall<HealthCheckResponse> watch, HealthCheckResponse.Types.ServingStatus wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do (await watch.ResponseStream.MoveNext(limit.Token)).ShouldBeTrue();
        while (watch.ResponseStream.Current.Status != wanted);
    }
}

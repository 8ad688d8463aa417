using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests;

public sealed class FailureExitCodeTests
{
    [Fact]
    public async Task a_background_service_that_fails_ends_the_process_with_an_error()
    {
        await using var system = await TestSystem.StartAsync();
        var end = new TaskCompletionSource();
        try
        {
            await using var service = await system.StartServiceAsync("failing", builder => builder.Services.AddHostedService(_ => new Doomed(end.Task)), _ => { });
            Environment.ExitCode.ShouldBe(0);

            end.SetException(new InvalidOperationException("the work cannot be done"));

            await Eventually.HoldsAsync(() => Task.FromResult(Environment.ExitCode == 1));
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task a_service_that_is_stopped_ends_without_one()
    {
        await using var system = await TestSystem.StartAsync();
        var service = await system.StartServiceAsync("lasting", builder => builder.Services.AddHostedService(_ => new Doomed(Task.CompletedTask)), _ => { });

        await service.DisposeAsync();

        Environment.ExitCode.ShouldBe(0);
    }

    private sealed class Doomed(Task end) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => end;
    }
}

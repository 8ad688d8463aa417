using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Kafka;
using MlOps.Hosting.Ports;
using MlOps.Hosting.Restarts;

namespace MlOps.Hosting.Tests;

public sealed class KafkaTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task a_killed_broker_comes_back_at_its_address()
    {
        await using var app = await StartAsync();
        await app.BecomesHealthyAsync("kafka");
        var first = await app.RunsAsync("kafka");
        var address = await app.ConnectionStringAsync("kafka");

        SystemProcess.Kill(first);
        await app.EndsAsync("kafka");
        await app.BecomesHealthyAsync("kafka");

        (await app.ConnectionStringAsync("kafka")).ShouldBe(address);
        address.ShouldMatch(@"^127\.0\.0\.1:\d+$");
        Directory.Exists(directory["kafka"]).ShouldBeTrue();
    }

    [Fact]
    public async Task a_cluster_that_exists_is_used_as_configured()
    {
        await using var app = await StartAsync("--ConnectionStrings:kafka=one:9092,two:9092");

        (await app.BecomesHealthyAsync("kafka")).Snapshot.Properties.ShouldNotContain(property => property.Name == "executable.pid");

        (await app.ConnectionStringAsync("kafka")).ShouldBe("one:9092,two:9092");
        Directory.Exists(directory["kafka"]).ShouldBeFalse();
    }

    private Task<TestApplication> StartAsync(params string[] args) => TestApplication.StartAsync(
        builder =>
        {
            builder.KeepPorts(directory["ports.json"]);
            builder.AddKafkaBroker("kafka", directory["kafka"]);
            builder.RestartCrashed();
        },
        args);
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MlOps.Messaging;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class ConsumerHealthTests
{
    private static readonly KafkaOptions Options = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task a_consumer_that_fails_for_long_degrades_the_service_and_says_where_and_why()
    {
        var failures = new ConsumerFailures(time);
        failures.Failed("OnNoteWritten", "notes[0]@7", new TimeoutException("no answer"));
        time.Advance(Options.ConsumePatience);
        (await CheckAsync(failures)).Status.ShouldBe(HealthStatus.Healthy);

        failures.Failed("OnNoteWritten", "notes[0]@7", new TimeoutException("still no answer"));
        time.Advance(TimeSpan.FromSeconds(1));

        var health = await CheckAsync(failures);
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull();
        health.Description.ShouldStartWith("OnNoteWritten has failed since ");
        health.Description.ShouldEndWith(" at notes[0]@7: TimeoutException: still no answer");
    }

    [Fact]
    public async Task one_that_goes_on_is_healthy_again()
    {
        var failures = new ConsumerFailures(time);
        failures.Failed("OnNoteWritten", "notes[0]@7", new TimeoutException("no answer"));
        time.Advance(Options.ConsumePatience * 2);

        failures.Ended("OnNoteWritten");

        (await CheckAsync(failures)).Status.ShouldBe(HealthStatus.Healthy);
    }

    private static Task<HealthCheckResult> CheckAsync(ConsumerFailures failures) =>
        new ConsumerHealth(failures, Microsoft.Extensions.Options.Options.Create(Options)).CheckHealthAsync(new HealthCheckContext());
}

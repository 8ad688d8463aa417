using System.Diagnostics;
using System.Net;
using Confluent.Kafka;

namespace MlOps.Broker.Tests;

/// <summary>The broker while the system answers every fsync with an error; strace puts itself between them.</summary>
public sealed class FailedSyncTests
{
    [SkippableTheory]
    [InlineData("1048576")] // a round of group commit fails
    [InlineData("1024")] // the next record ends the segment, whose sync fails then
    public async Task failed_sync_refuses_records_with_an_error_to_retry_until_a_restart_and_health_tells(string segmentBytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace is not installed");
        var http = FreePort.Next();
        await using var broker = new BrokerProcess();
        await broker.StartAsync("--http", $"{http}");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build())
        {
            await admin.CreateTopicsAsync(
            [
                new() { Name = "bad", NumPartitions = 1, ReplicationFactor = 1, Configs = new() { ["segment.bytes"] = segmentBytes } },
                new() { Name = "good", NumPartitions = 1, ReplicationFactor = 1 },
            ]);
        }

        var message = new Message<string, string> { Value = new string('x', 800) };
        using var producer = broker.Producer();
        (await producer.ProduceAsync("bad", message)).Offset.Value.ShouldBe(0);
        (await client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);

        Task<DeliveryResult<string, string>> refused;
        using (var strace = await FailEverySyncAsync(broker.ProcessId))
        {
            refused = producer.ProduceAsync("bad", message);
            await Eventually.HoldsAsync(() => Task.FromResult(broker.Says("cannot sync bad-0")));
            strace.Kill();
            await strace.WaitForExitAsync();
        }

        var health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        (health.StatusCode, (await health.Content.ReadAsStringAsync()).Contains("bad-0")).ShouldBe((HttpStatusCode.ServiceUnavailable, true));
        (await producer.ProduceAsync("good", message)).Offset.Value.ShouldBe(0);
        refused.IsCompleted.ShouldBeFalse("what was refused is tried again, and a sync that succeeds now proves nothing");

        await broker.KillAsync();
        await broker.StartAsync();

        (await refused).Offset.Value.ShouldBe(1);
        broker.ReadToEnd("bad").Count.ShouldBe(2);
    }

    private static async Task<Process> FailEverySyncAsync(int processId)
    {
        var strace = Process.Start(new ProcessStartInfo("/usr/bin/strace", ["-f", "-p", $"{processId}", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO"])
        {
            RedirectStandardError = true,
        })!;
        var attached = await strace.StandardError.ReadLineAsync();
        Skip.IfNot(attached?.Contains("attached") == true, $"strace cannot attach: {attached}");
        _ = strace.StandardError.ReadToEndAsync();
        return strace;
    }
}

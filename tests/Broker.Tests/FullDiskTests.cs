using System.Diagnostics;
using Confluent.Kafka;

namespace MlOps.Broker.Tests;

/// <summary>The broker over a file system of four megabytes.</summary>
public sealed class FullDiskTests
{
    [SkippableFact]
    public async Task full_disk_refuses_records_clearly_and_takes_them_once_there_is_room()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-small-").FullName;
        Skip.IfNot(await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", directory) == 0, "a tmpfs needs the right to mount");
        try
        {
            var ballast = Path.Combine(directory, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[2 << 20]);
            await using var broker = new BrokerProcess(directory);
            await broker.StartAsync();
            using var producer = new ProducerBuilder<string, string>(new ProducerConfig
            {
                BootstrapServers = broker.Bootstrap, Acks = Acks.All, LingerMs = 0, MessageTimeoutMs = 3000,
            }).Build();
            var message = new Message<string, string> { Value = new string('x', 100_000) };
            var stored = 0;
            ProduceException<string, string>? refused = null;
            while (refused is null)
            {
                try
                {
                    await producer.ProduceAsync("small", message);
                    stored++;
                }
                catch (ProduceException<string, string> full)
                {
                    refused = full;
                }
            }

            stored.ShouldBeInRange(5, 25);
            broker.Output.ShouldContain(line => line.Contains("cannot append to small-0"));
            await broker.KillAsync();
            await broker.StartAsync();
            File.Delete(ballast);

            (await producer.ProduceAsync("small", message)).Offset.Value.ShouldBe(stored);
            broker.ReadToEnd("small").Count.ShouldBe(stored + 1);
        }
        finally
        {
            await RunAsync("umount", directory);
            Directory.Delete(directory);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}

using System.Runtime.InteropServices;
using MlOps.Broker;
using MlOps.Broker.Server;
using Microsoft.Extensions.Logging;

if (!CommandLine.TryRead(args, Environment.GetEnvironmentVariable, out var options, out var httpPort, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(CommandLine.Usage);
    return 2;
}

using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
using var stop = new ManualResetEventSlim();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

await using var broker = await BrokerServer.StartAsync(options!, loggers);
await using var health = httpPort is { } port ? await HealthEndpoint.StartAsync(options!.Host, port, broker) : null;
stop.Wait();
return 0;

void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Set();
}

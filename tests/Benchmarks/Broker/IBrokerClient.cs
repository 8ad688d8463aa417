namespace MlOps.Benchmarks.Broker;

/// <summary>Fills the benchmark's topic and reads it; each call returns the seconds that it took once connected.</summary>
internal interface IBrokerClient
{
    /// <summary>Produces every message and waits until all are acknowledged.</summary>
    Task<double> ProduceAsync(CancellationToken cancellation);

    /// <summary>Reads every message from the beginning.</summary>
    Task<double> FetchAsync(CancellationToken cancellation);
}

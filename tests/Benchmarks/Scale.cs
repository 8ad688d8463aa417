namespace MlOps.Benchmarks;

/// <summary>How long is measured: quick runs only show that everything works.</summary>
internal sealed record Scale(bool Quick)
{
    /// <summary>How often subject and baseline take turns.</summary>
    public int Rounds => Quick ? 3 : 5;

    /// <summary>How long a rate is measured in one turn.</summary>
    public TimeSpan Turn => TimeSpan.FromSeconds(Quick ? 0.5 : 2);

    public int ReplayedEvents => Quick ? 100_000 : 1_000_000;

    public int PublishedEvents => Quick ? 10_000 : 100_000;

    public int BrokerMegabytes => Quick ? 64 : 512;

    public int Predictions => Quick ? 200 : 2_000;
}

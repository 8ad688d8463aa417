using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace MlOps.Benchmarks.EventStore;

/// <summary>Stores nothing, so that a rebuild is the replay alone: read, deserialize, hand over in order.</summary>
internal sealed class CountingProjection : IProjection
{
    public const string Name = "counting";
    private double sum;

    /// <summary>How many events have come.</summary>
    public long Count { get; private set; }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events) sum += ((MeasurementTaken)e.Data).Value;
        Count += events.Count;
        return Task.CompletedTask;
    }
}

using Google.Protobuf;
using Marten;
using MlOps.EventSourcing;

namespace MlOps.Experiments.Tracking;

/// <summary>Changes runs, and tells those who watch them.</summary>
internal sealed class RunMutations(Mutations mutations, CommitSignals signals)
{
    // Writers of one run in this process queue up instead of racing: their batches do not contradict each other.
    private static readonly SemaphoreSlim[] Queues = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>As <see cref="Mutations.ApplyAsync"/>, on the stream of a run.</summary>
    public async Task<Mutated<Run>> ApplyAsync(
        string runId,
        IMessage request,
        Func<Run?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation,
        Action<IDocumentSession, IReadOnlyList<object>>? also = null)
    {
        var queue = Queues[(uint)runId.GetHashCode() % Queues.Length];
        await queue.WaitAsync(cancellation);
        try
        {
            var mutated = await mutations.ApplyAsync(Run.StreamOf(runId), request, decide, cancellation, also);
            signals.Raise(Run.StreamOf(runId));
            return mutated;
        }
        finally
        {
            queue.Release();
        }
    }
}

using Google.Protobuf;
using Marten;
using MlOps.EventSourcing;

namespace MlOps.Experiments.Tracking;

/// <summary>Changes runs and signals their watchers.</summary>
internal sealed class RunMutations(Mutations mutations, CommitSignals signals)
{
    // Writers of one run in this process wait for each other instead of losing races: their batches do not contradict each other.
    private static readonly SemaphoreSlim[] Turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>As <see cref="Mutations.RepeatedAsync{TState}(IMessage, CancellationToken)"/>.</summary>
    public Task<Mutated<Run>?> RepeatedAsync(IMessage request, CancellationToken cancellation) =>
        mutations.RepeatedAsync<Run>(request, cancellation);

    /// <summary>As <see cref="Mutations.ApplyAsync"/>, on the stream of a run.</summary>
    public async Task<Mutated<Run>> ApplyAsync(
        string runId,
        IMessage request,
        Func<Run?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation,
        Action<IDocumentSession, IReadOnlyList<object>>? also = null)
    {
        var turn = Turns[(uint)runId.GetHashCode() % Turns.Length];
        await turn.WaitAsync(cancellation);
        try
        {
            var mutated = await mutations.ApplyAsync(Run.StreamOf(runId), request, decide, cancellation, also);
            signals.Raise(Run.StreamOf(runId));
            return mutated;
        }
        finally
        {
            turn.Release();
        }
    }
}

using Google.Protobuf;
using Marten;
using MlOps.ServiceDefaults.EventSourcing;

namespace MlOps.Experiments.Tracking;

/// <summary>Changes runs, and tells those who watch them.</summary>
internal sealed class RunMutations(Mutations mutations)
{
    /// <summary>As <see cref="Mutations.ApplyAsync"/>, on the stream of a run.</summary>
    public Task<Mutated<Run>> ApplyAsync(
        string runId,
        IMessage request,
        Func<Run?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation,
        Action<IDocumentSession, IReadOnlyList<object>>? also = null) =>
        mutations.ApplyAsync(Run.StreamOf(runId), request, decide, cancellation, (session, events) =>
        {
            also?.Invoke(session, events);
            CommitSignals.Raise(session, Run.StreamOf(runId));
        });
}

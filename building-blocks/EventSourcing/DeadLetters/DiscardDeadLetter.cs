using MlOps.Contracts.Messaging.V1;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing.DeadLetters;

/// <summary>Discards a dead letter: its message will not be handled.</summary>
internal sealed class DiscardDeadLetter(DeadLetterQueries letters, Mutations mutations)
{
    public async Task<DecidedDeadLetter> HandleAsync(DiscardDeadLetterRequest request, CancellationToken cancellation)
    {
        new Faults().Text(request.Reason, "reason", MutationRequest.MaxReasonLength).ThrowIfAny();
        var letter = await letters.GetAsync(request.Id, cancellation);
        var by = Caller.Current.Subject;
        var decided = await mutations.ApplyAsync<DeadLetterDecision>(
            DeadLetterDecision.StreamOf(request.Id), request, (state, now) => Decide(state, letter.Record, by, now), cancellation);
        return letter with { Decision = decided.State };
    }

    public static IEnumerable<object> Decide(DeadLetterDecision? state, DeadLetterRecord letter, string by, DateTimeOffset now) =>
        state switch
    {
        null => [new DeadLetterDiscarded(letter.Id.ToString(), letter.Consumer, by, now)],
        { Replayed: false } => [],
        _ => throw new RuleBrokenException("dead-letter-replayed", state.Id, $"{state.By} replayed it at {state.At:O}."),
    };
}

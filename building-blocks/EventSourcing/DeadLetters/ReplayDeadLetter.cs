using MlOps.Contracts.Messaging.V1;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing.DeadLetters;

/// <summary>
/// Replays a dead letter: runs its consumer, then records the decision. Consumers are idempotent, so a crash between the two transactions
/// or a concurrent replay is harmless.
/// </summary>
internal sealed class ReplayDeadLetter(
    DeadLetterQueries letters, EventConsumption consumption, ConsumerRoutes routes, Mutations mutations, StatusMap statuses)
{
    public async Task<DecidedDeadLetter> HandleAsync(ReplayDeadLetterRequest request, CancellationToken cancellation)
    {
        var letter = await letters.GetAsync(request.Id, cancellation);
        if (letter.Decision is null && await mutations.RepeatedAsync<DeadLetterDecision>(request, cancellation) is null)
            await ConsumeAsync(letter.Record, cancellation);
        var by = Caller.Current.Subject;
        var decided = await mutations.ApplyAsync<DeadLetterDecision>(
            DeadLetterDecision.StreamOf(request.Id), request, (state, now) => Decide(state, letter.Record, by, now), cancellation);
        return letter with { Decision = decided.State };
    }

    public static IEnumerable<object> Decide(DeadLetterDecision? state, DeadLetterRecord letter, string by, DateTimeOffset now) =>
        state switch
    {
        null => [new DeadLetterReplayed(letter.Id.ToString(), letter.Consumer, by, now)],
        { Replayed: true } => [],
        _ => throw new RuleBrokenException("dead-letter-discarded", state.Id, $"{state.By} discarded it at {state.At:O}."),
    };

    private async Task ConsumeAsync(DeadLetterRecord letter, CancellationToken cancellation)
    {
        try
        {
            await routes.Find(letter.Consumer)!.HandleAsync(consumption, CloudEvents.Read(letter.Original), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && !statuses.IsTransient(e))
        {
            throw new RuleBrokenException("dead-letter-fails-again", letter.Id.ToString(), $"{e.GetType().Name}: {e.Message}");
        }
    }
}

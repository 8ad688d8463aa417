using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.EventSourcing.DeadLetters;

/// <summary>
/// Reads the dead letters of this service's consumers in the caller's workspace from Kafka, and their decisions from the event store.
/// </summary>
internal sealed class DeadLetterQueries(DeadLetterReader reader, ConsumerRoutes routes, CallerSessions sessions)
{
    private const int Batch = 100;

    /// <summary>A page of dead letters, ordered by topic, partition and offset, of one consumer or of all (empty).</summary>
    public async Task<Page<DecidedDeadLetter>> ListAsync(
        PageRequest page, string consumer, bool showDecided, CancellationToken cancellation)
    {
        DeadLetterId? after = null;
        if (page.After is { } token) after = DeadLetterId.TryParse(token, out var last) ? last : throw PageToken.Foreign();
        var found = new List<DecidedDeadLetter>();
        var workspace = Caller.Current.Workspace;
        // The Kafka client blocks its thread, so each batch is read on the thread pool.
        var own = reader.After(after, routes.Topics, cancellation)
            .Where(letter => IsOwn(letter, workspace) && (consumer.Length == 0 || letter.Consumer == consumer))
            .Chunk(Batch).GetEnumerator();
        using (own)
        {
            while (found.Count < page.Rows && await Task.Run(own.MoveNext, cancellation))
            {
                var decided = await DecidedAsync(own.Current, cancellation);
                found.AddRange(decided.Where(letter => showDecided || letter.Decision is null).Take(page.Rows - found.Count));
            }
        }
        return new Page<DecidedDeadLetter>(page, found, letter => letter.Record.Id.ToString());
    }

    /// <summary>A dead letter of this service's consumers by its id.</summary>
    /// <exception cref="NotFoundException">
    /// It does not exist, has expired, or belongs to another workspace or to a consumer of another service.
    /// </exception>
    public async Task<DecidedDeadLetter> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Require(
            DeadLetterId.TryParse(id, out var place), "id", "must be the topic@partition@offset of a dead letter").ThrowIfAny();
        var record = await Task.Run(() => reader.Find(place, routes.Topics, cancellation), cancellation);
        return record is not null && IsOwn(record, Caller.Current.Workspace)
            ? (await DecidedAsync([record], cancellation))[0]
            : throw new NotFoundException("dead letter", id);
    }

    private bool IsOwn(DeadLetterRecord letter, string workspace) =>
        letter.Workspace == workspace && routes.Find(letter.Consumer) is not null;

    private async Task<List<DecidedDeadLetter>> DecidedAsync(IReadOnlyCollection<DeadLetterRecord> letters, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var streams = letters.Select(letter => DeadLetterDecision.StreamOf(letter.Id.ToString()));
        var decisions = (await session.LoadManyAsync<DeadLetterDecision>(cancellation, streams)).ToDictionary(decision => decision.Id);
        return [.. letters.Select(letter => new DecidedDeadLetter(
            letter, decisions.GetValueOrDefault(DeadLetterDecision.StreamOf(letter.Id.ToString()))))];
    }
}

/// <summary>A dead letter and the decision about it; null while it is waiting.</summary>
internal sealed record DecidedDeadLetter(DeadLetterRecord Record, DeadLetterDecision? Decision);

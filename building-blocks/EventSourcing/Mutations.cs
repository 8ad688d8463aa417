using Google.Protobuf;
using JasperFx;
using Marten;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.EventSourcing;

/// <summary>
/// Changes aggregates: decides on the current state and appends the events with optimistic concurrency, idempotent by <c>request_id</c>.
/// </summary>
public sealed class Mutations
{
    private const int MaxAttempts = 5;
    private readonly CallerSessions sessions;
    private readonly TimeProvider time;

    internal Mutations(CallerSessions sessions, TimeProvider time) => (this.sessions, this.time) = (sessions, time);

    /// <summary>
    /// Applies <paramref name="decide"/> (current state or null, now → events) to a stream. Honours the request's optional fields
    /// <c>request_id</c>, <c>expected_version</c> and <c>reason</c>. <paramref name="also"/> adds writes to the same transaction. Both
    /// are called again after a lost race, so they must have no other side effects.
    /// </summary>
    /// <exception cref="VersionConflictException">The expected version is stale, or five races were lost.</exception>
    /// <exception cref="InvalidRequestException">The request id was already used with different content.</exception>
    public async Task<Mutated<TState>> ApplyAsync<TState>(
        string stream,
        IMessage request,
        Func<TState?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation,
        Action<IDocumentSession, IReadOnlyList<object>>? also = null)
        where TState : class =>
        await ApplyAsync(stream, MutationRequest.Of(request), decide, also, cancellation);

    /// <summary>As the other, for a request that was read already.</summary>
    internal async Task<Mutated<TState>> ApplyAsync<TState>(
        string stream,
        MutationRequest mutation,
        Func<TState?, DateTimeOffset, IEnumerable<object>> decide,
        Action<IDocumentSession, IReadOnlyList<object>>? also,
        CancellationToken cancellation)
        where TState : class
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await RepeatedAsync<TState>(mutation, cancellation) is { } repeated) return repeated;
            try
            {
                return await AttemptAsync(stream, mutation, decide, also, cancellation);
            }
            catch (RuleException) when (mutation.ReceiptId is not null)
            {
                // Race with a retry of the same request: its changes may be why the rule rejects this one.
                if (await RepeatedAsync<TState>(mutation, cancellation) is { } first) return first;
                throw;
            }
            catch (Exception e) when (LostRace.Is(e))
            {
                if (mutation.ExpectedVersion is { } expected)
                    return await RepeatedAsync<TState>(mutation, cancellation) ?? throw Conflict(stream, expected, e);
                if (attempt == MaxAttempts) throw new VersionConflictException($"{stream} is being changed concurrently; retry", e);
            }
            catch (DocumentAlreadyExistsException e) when (attempt < MaxAttempts && e.DocType == typeof(Receipt))
            {
                // Race with a retry of the same request: the next attempt finds its receipt.
            }
        }
    }

    /// <summary>
    /// The first response to this request, by its <c>request_id</c>; null if it has not been applied. Call it before work that must not be
    /// repeated, e.g. calls to other services.
    /// </summary>
    public Task<Mutated<TState>?> RepeatedAsync<TState>(IMessage request, CancellationToken cancellation)
        where TState : class =>
        RepeatedAsync<TState>(MutationRequest.Of(request), cancellation);

    private async Task<Mutated<TState>> AttemptAsync<TState>(
        string stream,
        MutationRequest mutation,
        Func<TState?, DateTimeOffset, IEnumerable<object>> decide,
        Action<IDocumentSession, IReadOnlyList<object>>? also,
        CancellationToken cancellation)
        where TState : class
    {
        await using var session = sessions.Open(mutation.Reason);
        var current = await session.Events.FetchForWriting<TState>(stream, cancellation);
        var version = current.CurrentVersion ?? 0;
        if (mutation.ExpectedVersion is { } expected && expected != version) throw Conflict(stream, expected);

        var events = decide(current.Aggregate, time.GetUtcNow()).ToList();
        if (events.Count > 0)
        {
            current.AppendMany(events);
            also?.Invoke(session, events);
            version += events.Count;
        }

        if (mutation.ReceiptId is { } id) session.Insert(new Receipt(id, mutation.Hash, stream, version));
        await session.SaveChangesAsync(cancellation);
        var state = events.Count == 0 ? current.Aggregate : await StateAtAsync<TState>(stream, version, cancellation);
        return new Mutated<TState>(
            state ?? throw new InvalidOperationException($"No events were decided for {stream}, which does not exist."),
            version,
            Repeated: false);
    }

    private async Task<Mutated<TState>?> RepeatedAsync<TState>(MutationRequest mutation, CancellationToken cancellation)
        where TState : class
    {
        if (mutation.ReceiptId is not { } id) return null;
        await using var session = sessions.Query();
        if (await session.LoadAsync<Receipt>(id, cancellation) is not { } receipt) return null;
        if (receipt.RequestHash != mutation.Hash) throw AlreadyUsed();
        // No such state: the same request, once to start an operation and once, with the operation's id, as its work.
        var state = await StateAtAsync<TState>(receipt.Stream, receipt.Version, cancellation) ?? throw AlreadyUsed();
        return new Mutated<TState>(state, receipt.Version, Repeated: true);
    }

    private async Task<TState?> StateAtAsync<TState>(string stream, long version, CancellationToken cancellation)
        where TState : class
    {
        await using var session = sessions.Open();
        var newest = await session.Events.FetchForWriting<TState>(stream, cancellation);
        // Replays the events only in the rare case that the stream has advanced concurrently.
        return newest.CurrentVersion == version
            ? newest.Aggregate
            : await session.Events.AggregateStreamAsync<TState>(stream, version, token: cancellation);
    }

    private static InvalidRequestException AlreadyUsed() =>
        new("request_id", "was already used for a request with different content");

    private static VersionConflictException Conflict(string stream, long expected, Exception? inner = null) =>
        new($"{stream} is not at the expected version {expected}", inner);
}

/// <summary>The result of a mutation: the state after it, the stream version, and whether the request had already been applied.</summary>
public sealed record Mutated<TState>(TState State, long Version, bool Repeated);

using Google.Protobuf;
using JasperFx;
using Marten;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.EventSourcing;

/// <summary>The one way to change an aggregate: decide on its current state and record the events, once for each request id.</summary>
public sealed class Mutations
{
    private const int MaxAttempts = 5;
    private readonly IDocumentStore store;
    private readonly CallerSessions sessions;
    private readonly TimeProvider time;

    internal Mutations(IDocumentStore store, CallerSessions sessions, TimeProvider time) =>
        (this.store, this.sessions, this.time) = (store, sessions, time);

    /// <summary>
    /// Applies <paramref name="decide"/> (current state or null, now → events) to a stream. The request's optional fields
    /// <c>request_id</c>, <c>expected_version</c> and <c>reason</c> are honoured. <paramref name="also"/> adds writes to the
    /// same transaction. Both may run again after a lost race, so they change nothing else.
    /// </summary>
    /// <exception cref="VersionConflictException">The expected version is not the current one, or five races were lost.</exception>
    /// <exception cref="InvalidRequestException">The request id was used before with another content.</exception>
    public async Task<Mutated<TState>> ApplyAsync<TState>(
        string stream,
        IMessage request,
        Func<TState?, DateTimeOffset, IEnumerable<object>> decide,
        CancellationToken cancellation,
        Action<IDocumentSession, IReadOnlyList<object>>? also = null)
        where TState : class
    {
        var mutation = MutationRequest.Of(request);
        for (var attempt = 1; ; attempt++)
        {
            if (await RepeatedAsync<TState>(mutation, cancellation) is { } repeated) return repeated;
            try
            {
                return await AttemptAsync(stream, mutation, decide, also, cancellation);
            }
            catch (RuleException) when (mutation.ReceiptId is not null)
            {
                // The same request may have run at the same time and been first: what it changed is then why this one is refused.
                if (await RepeatedAsync<TState>(mutation, cancellation) is { } first) return first;
                throw;
            }
            catch (Exception e) when (LostRace.Is(e))
            {
                if (mutation.ExpectedVersion is { } expected)
                    return await RepeatedAsync<TState>(mutation, cancellation) ?? throw Conflict(stream, expected, e);
                if (attempt == MaxAttempts) throw new VersionConflictException($"{stream} is being changed by others; try again", e);
            }
            catch (DocumentAlreadyExistsException e) when (attempt < MaxAttempts && e.DocType == typeof(Receipt))
            {
                // The same request ran at the same time and was first: the next round finds its receipt.
            }
        }
    }

    /// <summary>
    /// The first answer to this request, by its <c>request_id</c>; null when it has not been applied. For work that must not be repeated
    /// before the decision.
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
            state ?? throw new InvalidOperationException($"Nothing was decided for {stream}, which does not exist."),
            version,
            Repeated: false);
    }

    private async Task<Mutated<TState>?> RepeatedAsync<TState>(MutationRequest mutation, CancellationToken cancellation)
        where TState : class
    {
        if (mutation.ReceiptId is not { } id) return null;
        await using var session = store.QuerySession();
        if (await session.LoadAsync<Receipt>(id, cancellation) is not { } receipt) return null;
        if (receipt.RequestHash != mutation.Hash)
            throw new InvalidRequestException("request_id", "was used before for a request with another content");
        var state = await StateAtAsync<TState>(receipt.Stream, receipt.Version, cancellation)
            ?? throw new InvalidOperationException($"{receipt.Stream} has no state at version {receipt.Version}.");
        return new Mutated<TState>(state, receipt.Version, Repeated: true);
    }

    private async Task<TState?> StateAtAsync<TState>(string stream, long version, CancellationToken cancellation)
        where TState : class
    {
        await using var session = store.LightweightSession();
        var newest = await session.Events.FetchForWriting<TState>(stream, cancellation);
        // Folding from the first event is for the rare case that somebody else has gone on meanwhile.
        return newest.CurrentVersion == version
            ? newest.Aggregate
            : await session.Events.AggregateStreamAsync<TState>(stream, version, token: cancellation);
    }

    private static VersionConflictException Conflict(string stream, long expected, Exception? inner = null) =>
        new($"{stream} is not at the expected version {expected}", inner);
}

/// <summary>What a mutation led to: the state after it, the stream's version, and whether this request had been applied before.</summary>
public sealed record Mutated<TState>(TState State, long Version, bool Repeated);

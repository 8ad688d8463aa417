using Google.Protobuf;
using JasperFx.Events;
using Marten;
using MlOps.EventSourcing.DeadLetters;
using Wire = MlOps.Contracts.Messaging.V1;

namespace MlOps.EventSourcing.Publishing;

/// <summary>A service's table: which stored event is published as which wire event. Its key is the stream key.</summary>
/// <param name="topic">The topic of all wire events that name no other.</param>
public sealed class WireEvents(string topic)
{
    // Marten's own: a tombstone fills a sequence number whose transaction failed. And what operators do in any service.
    private readonly Dictionary<Type, WireEvent?> table = new()
    {
        [typeof(Archived)] = null,
        [typeof(Tombstone)] = null,
        [typeof(DeadLetterReplayed)] = Row<DeadLetterReplayed>(
            topic, e => new Wire.DeadLetterReplayed { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer }),
        [typeof(DeadLetterDiscarded)] = Row<DeadLetterDiscarded>(
            topic, e => new Wire.DeadLetterDiscarded { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer }),
    };

    /// <summary>The topic of all wire events that name no other.</summary>
    public string Topic { get; } = topic;

    /// <summary>All topics that the table publishes to.</summary>
    internal IReadOnlyList<string> Topics => [.. table.Values.OfType<WireEvent>().Select(wire => wire.Topic).Distinct()];

    /// <summary>Publishes <typeparamref name="TEvent"/> as what <paramref name="map"/> makes of it.</summary>
    public WireEvents Add<TEvent>(Func<IEvent<TEvent>, IMessage> map, string? topic = null)
        where TEvent : notnull =>
        AddAsync<TEvent>((e, _, _) => Task.FromResult(map(e)), topic);

    /// <summary>As <see cref="Add{TEvent}"/>, for wire events that need rows which the event points at.</summary>
    public WireEvents AddAsync<TEvent>(Func<IEvent<TEvent>, IQuerySession, CancellationToken, Task<IMessage>> map, string? topic = null)
        where TEvent : notnull
    {
        table.Add(
            typeof(TEvent), new WireEvent(topic ?? Topic, (e, session, cancellation) => map((IEvent<TEvent>)e, session, cancellation)));
        return this;
    }

    /// <summary>Keeps <typeparamref name="TEvent"/> inside the service.</summary>
    public WireEvents Private<TEvent>()
        where TEvent : notnull
    {
        table.Add(typeof(TEvent), null);
        return this;
    }

    private static WireEvent Row<TEvent>(string topic, Func<IEvent<TEvent>, IMessage> map)
        where TEvent : notnull =>
        new(topic, (e, _, _) => Task.FromResult(map((IEvent<TEvent>)e)));

    internal bool Knows(Type eventType) => table.ContainsKey(eventType);

    internal void RequireKnown(Type eventType) => Find(eventType);

    /// <summary>How an event is published; null for one that stays inside.</summary>
    internal WireEvent? Find(Type eventType) =>
        table.TryGetValue(eventType, out var wire)
            ? wire
            : throw new InvalidOperationException($"The table of wire events for {Topic} does not name {eventType.Name}.");
}

/// <summary>One row of the table.</summary>
internal sealed record WireEvent(string Topic, Func<IEvent, IQuerySession, CancellationToken, Task<IMessage>> MapAsync);

using Google.Protobuf;
using JasperFx.Events;
using Marten;
using MlOps.EventSourcing.DeadLetters;
using Wire = MlOps.Contracts.Messaging.V1;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// A service's table: what each stored event is called in the store, and which wire event it is published as. Its key is the stream
/// key. A name once used stays: a shape that has to break gets a new name, and the old one an upcaster.
/// </summary>
public sealed class WireEvents
{
    private readonly Dictionary<Type, WireEvent?> table = [];
    private readonly Dictionary<string, Type> names = [];
    private readonly List<Action<EventStoreOptions>> upcasts = [];

    /// <param name="topic">The topic of all wire events that name no other.</param>
    public WireEvents(string topic)
    {
        Topic = topic;
        // Marten's own: a tombstone fills a sequence number whose transaction failed.
        table[typeof(Archived)] = null;
        table[typeof(Tombstone)] = null;
        // What operators do in any service.
        Add<DeadLetterReplayed>(
            "dead_letter_replayed", e => new Wire.DeadLetterReplayed { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer });
        Add<DeadLetterDiscarded>(
            "dead_letter_discarded", e => new Wire.DeadLetterDiscarded { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer });
    }

    /// <summary>The topic of all wire events that name no other.</summary>
    public string Topic { get; }

    /// <summary>What each event is called in the store, old names that are upcast included.</summary>
    public IReadOnlyDictionary<string, Type> Names => names;

    /// <summary>All topics that the table publishes to.</summary>
    internal IReadOnlyList<string> Topics => [.. table.Values.OfType<WireEvent>().Select(wire => wire.Topic).Distinct()];

    /// <summary>Publishes <typeparamref name="TEvent"/> as what <paramref name="map"/> makes of it.</summary>
    /// <param name="name">What the event is called in the store: snake case, past tense.</param>
    /// <param name="map">The wire event.</param>
    /// <param name="topic">Where it is published, if not on <see cref="Topic"/>.</param>
    public WireEvents Add<TEvent>(string name, Func<IEvent<TEvent>, IMessage> map, string? topic = null)
        where TEvent : notnull =>
        AddAsync<TEvent>(name, (e, _, _) => Task.FromResult(map(e)), topic);

    /// <summary>As <see cref="Add{TEvent}"/>, for wire events that need rows which the event points at.</summary>
    public WireEvents AddAsync<TEvent>(
        string name, Func<IEvent<TEvent>, IQuerySession, CancellationToken, Task<IMessage>> map, string? topic = null)
        where TEvent : notnull =>
        Row<TEvent>(name, new WireEvent(topic ?? Topic, (e, session, cancellation) => map((IEvent<TEvent>)e, session, cancellation)));

    /// <summary>Keeps <typeparamref name="TEvent"/> inside the service.</summary>
    public WireEvents Private<TEvent>(string name)
        where TEvent : notnull =>
        Row<TEvent>(name, null);

    /// <summary>Reads events that were stored under an old name, in their old shape, as what they are now.</summary>
    public WireEvents Upcast<TOld, TNew>(string oldName, Func<TOld, TNew> upcast)
        where TOld : class
        where TNew : class
    {
        names.Add(oldName, typeof(TOld));
        upcasts.Add(options => options.Events.Upcast(oldName, upcast));
        return this;
    }

    /// <summary>Tells the event store what its events are called.</summary>
    internal void Name(EventStoreOptions options)
    {
        foreach (var (name, type) in names.Where(name => table.ContainsKey(name.Value))) options.Events.MapEventType(type, name);
        foreach (var upcast in upcasts) upcast(options);
    }

    internal bool Knows(Type eventType) => table.ContainsKey(eventType);

    internal void RequireKnown(Type eventType) => Find(eventType);

    /// <summary>How an event is published; null for one that stays inside.</summary>
    internal WireEvent? Find(Type eventType) =>
        table.TryGetValue(eventType, out var wire)
            ? wire
            : throw new InvalidOperationException($"The table of wire events for {Topic} does not name {eventType.Name}.");

    private WireEvents Row<TEvent>(string name, WireEvent? wire)
    {
        table.Add(typeof(TEvent), wire);
        names.Add(name, typeof(TEvent));
        return this;
    }
}

/// <summary>One row of the table.</summary>
internal sealed record WireEvent(string Topic, Func<IEvent, IQuerySession, CancellationToken, Task<IMessage>> MapAsync);

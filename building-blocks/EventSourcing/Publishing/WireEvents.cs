using Google.Protobuf;
using JasperFx.Events;
using Marten;
using MlOps.EventSourcing.DeadLetters;
using MlOps.EventSourcing.Denials;
using Wire = MlOps.Contracts.Messaging.V1;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// A service's event table: the explicit name of each stored event, and the wire event that it is published as (message key = workspace
/// and stream key).
/// Names are permanent: a breaking change gets a new name, and the old name an upcaster.
/// </summary>
public sealed class WireEvents
{
    private readonly Dictionary<Type, WireEvent?> table = [];
    private readonly Dictionary<string, Type> names = [];
    private readonly List<Action<EventStoreOptions>> upcasts = [];

    /// <summary>Creates the table, with the events of dead letters and of denied calls.</summary>
    /// <param name="topic">The default topic of the wire events.</param>
    public WireEvents(string topic)
    {
        Topic = topic;
        // Marten's own events, never published; tombstones fill the sequence numbers of rolled back transactions.
        table[typeof(Archived)] = null;
        table[typeof(Tombstone)] = null;
        // Operators' decisions on dead letters, in every service.
        Add<DeadLetterReplayed>(
            "dead_letter_replayed", e => new Wire.DeadLetterReplayed { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer });
        Add<DeadLetterDiscarded>(
            "dead_letter_discarded", e => new Wire.DeadLetterDiscarded { Id = e.Data.DeadLetter, Consumer = e.Data.Consumer });
        // Denied calls, in every service.
        Add<AccessDenied>("access_denied", e => new Contracts.Access.V1.AccessDenied
        {
            Subject = e.Data.Subject,
            Permission = e.Data.Permission,
            Method = e.Data.Method,
            Rule = e.Data.Rule,
            LeftOut = e.Data.LeftOut,
        });
    }

    /// <summary>The default topic of the wire events.</summary>
    public string Topic { get; }

    /// <summary>The event types by name, including old names that are upcast.</summary>
    public IReadOnlyDictionary<string, Type> Names => names;

    /// <summary>All topics of the table.</summary>
    internal IReadOnlyList<string> Topics => [.. table.Values.OfType<WireEvent>().Select(wire => wire.Topic).Distinct()];

    /// <summary>Publishes <typeparamref name="TEvent"/> as the wire event that <paramref name="map"/> returns.</summary>
    /// <param name="name">The event's name in the store, in snake case and past tense, e.g. <c>model_registered</c>.</param>
    /// <param name="map">Creates the wire event.</param>
    /// <param name="topic">The topic; null = <see cref="Topic"/>.</param>
    public WireEvents Add<TEvent>(string name, Func<IEvent<TEvent>, IMessage> map, string? topic = null)
        where TEvent : notnull =>
        AddAsync<TEvent>(name, (e, _, _) => Task.FromResult(map(e)), topic);

    /// <summary>As <see cref="Add{TEvent}"/>, for wire events that include rows which the event refers to.</summary>
    public WireEvents AddAsync<TEvent>(
        string name, Func<IEvent<TEvent>, IQuerySession, CancellationToken, Task<IMessage>> map, string? topic = null)
        where TEvent : notnull =>
        Row<TEvent>(name, new WireEvent(topic ?? Topic, (e, session, cancellation) => map((IEvent<TEvent>)e, session, cancellation)));

    /// <summary>Declares that <typeparamref name="TEvent"/> is not published.</summary>
    public WireEvents Private<TEvent>(string name)
        where TEvent : notnull =>
        Row<TEvent>(name, null);

    /// <summary>Upcasts events that were stored under an old name and in an old shape to <typeparamref name="TNew"/> on read.</summary>
    public WireEvents Upcast<TOld, TNew>(string oldName, Func<TOld, TNew> upcast)
        where TOld : class
        where TNew : class
    {
        names.Add(oldName, typeof(TOld));
        upcasts.Add(options => options.Events.Upcast(oldName, upcast));
        return this;
    }

    /// <summary>Registers the event names and upcasters with Marten.</summary>
    internal void Name(EventStoreOptions options)
    {
        foreach (var (name, type) in names.Where(name => table.ContainsKey(name.Value))) options.Events.MapEventType(type, name);
        foreach (var upcast in upcasts) upcast(options);
    }

    internal bool Knows(Type eventType) => table.ContainsKey(eventType);

    internal void RequireKnown(Type eventType) => Find(eventType);

    /// <summary>The wire event of an event type; null if it is private.</summary>
    /// <exception cref="InvalidOperationException">The event type is not in the table.</exception>
    internal WireEvent? Find(Type eventType) =>
        table.TryGetValue(eventType, out var wire)
            ? wire
            : throw new InvalidOperationException($"The table of wire events for {Topic} does not contain {eventType.Name}.");

    private WireEvents Row<TEvent>(string name, WireEvent? wire)
    {
        table.Add(typeof(TEvent), wire);
        names.Add(name, typeof(TEvent));
        return this;
    }
}

/// <summary>The topic of a wire event and its mapping from the stored event.</summary>
internal sealed record WireEvent(string Topic, Func<IEvent, IQuerySession, CancellationToken, Task<IMessage>> MapAsync);

using JasperFx.Events;

namespace Marten.Internal.Events;

internal sealed partial class EventStore
{
    public StreamAction StartStream<TAggregate>(Guid id, IEnumerable<object> events)
        where TAggregate : class => Start(typeof(TAggregate), id, events);

    public StreamAction StartStream<TAggregate>(Guid id, params object[] events)
        where TAggregate : class => Start(typeof(TAggregate), id, events);

    public StreamAction StartStream<TAggregate>(string streamKey, IEnumerable<object> events)
        where TAggregate : class => Start(typeof(TAggregate), streamKey, events);

    public StreamAction StartStream<TAggregate>(string streamKey, params object[] events)
        where TAggregate : class => Start(typeof(TAggregate), streamKey, events);

    public StreamAction StartStream<TAggregate>(IEnumerable<object> events)
        where TAggregate : class => Start(typeof(TAggregate), NewIdentity(), events);

    public StreamAction StartStream<TAggregate>(params object[] events)
        where TAggregate : class => Start(typeof(TAggregate), NewIdentity(), events);

    public StreamAction StartStream(Type aggregateType, Guid id, params object[] events) => Start(aggregateType, id, events);

    public StreamAction StartStream(Type aggregateType, string streamKey, params object[] events) => Start(aggregateType, streamKey, events);

    public StreamAction StartStream(Guid id, IEnumerable<object> events) => Start(null, id, events);

    public StreamAction StartStream(Guid id, params object[] events) => Start(null, id, events);

    public StreamAction StartStream(string streamKey, IEnumerable<object> events) => Start(null, streamKey, events);

    public StreamAction StartStream(string streamKey, params object[] events) => Start(null, streamKey, events);

    private object NewIdentity() => events.HasStringKeys ? Guid.CreateVersion7().ToString() : Guid.CreateVersion7();

    private StreamAction Start(Type? aggregateType, object stream, IEnumerable<object> started)
    {
        CheckIdentity(stream);
        var built = started.Select(events.BuildEvent).ToList();
        if (built.Count == 0) throw stream is string key ? new EmptyEventStreamException(key) : new EmptyEventStreamException((Guid)stream);
        var action = ActionFor(stream, StreamActionType.Start);
        action.AggregateType = aggregateType;
        return action.AddEvents(built);
    }
}

using JasperFx.Events;

namespace Marten.Internal.Projections;

/// <summary>A state that events are added to one by one.</summary>
internal sealed class Aggregation<T>
    where T : class
{
    private readonly IAggregateSource<T> source;
    private T? state;
    private T? lastKnown;
    private long version;

    public Aggregation(IAggregateSource<T> source, T? state)
    {
        this.source = source;
        this.state = lastKnown = state;
    }

    public void Add(IEvent e)
    {
        state = source.Step(state, (object?)e.StreamKey ?? e.StreamId, e);
        version = e.Version;
        if (state is not null) lastKnown = state;
    }

    public T? Result(object identity, bool isLastKnown = false)
    {
        var result = isLastKnown ? lastKnown : state;
        if (result is not null && version > 0) source.Complete(result, identity, version);
        return result;
    }
}

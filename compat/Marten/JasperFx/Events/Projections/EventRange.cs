namespace JasperFx.Events.Projections;

/// <summary>One page of events for one shard: those after <see cref="SequenceFloor"/> up to <see cref="SequenceCeiling"/>.</summary>
public class EventRange
{
    /// <summary>A page of a shard.</summary>
    internal EventRange(ShardName name, long floor, long ceiling)
    {
        ShardName = name;
        SequenceFloor = floor;
        SequenceCeiling = ceiling;
    }

    /// <summary>The shard that the page is for.</summary>
    public ShardName ShardName { get; }

    /// <summary>The sequence before the page.</summary>
    public long SequenceFloor { get; }

    /// <summary>The last sequence of the page, which may belong to no event.</summary>
    public long SequenceCeiling { get; }

    /// <summary>The events, by sequence.</summary>
    public List<IEvent> Events { get; set; } = [];

    /// <summary>How many events there are.</summary>
    public int Size => Events.Count;

    /// <inheritdoc/>
    public override string ToString() => $"Event range of '{ShardName}', {SequenceFloor} to {SequenceCeiling}";
}

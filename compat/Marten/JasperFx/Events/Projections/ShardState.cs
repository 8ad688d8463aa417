namespace JasperFx.Events.Projections;

/// <summary>How far one shard has come.</summary>
public class ShardState
{
    /// <summary>Name of the row that tells up to where no event can appear any more.</summary>
    public const string HighWaterMark = "HighWaterMark";

    /// <summary>A shard at a sequence.</summary>
    public ShardState(string shardName, long sequence)
    {
        ShardName = shardName;
        Sequence = sequence;
    }

    /// <summary>Identity of the shard.</summary>
    public string ShardName { get; }

    /// <summary>The last sequence that the shard has handled.</summary>
    public long Sequence { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{ShardName}: {Sequence}";
}

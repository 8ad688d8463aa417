using JasperFx.Events.Projections;

namespace JasperFx.Events.Daemon;

/// <summary>Somebody else has moved a shard's stored position: another node runs it too.</summary>
public class ProgressionProgressOutOfOrderException : Exception
{
    /// <summary>Names the shard.</summary>
    public ProgressionProgressOutOfOrderException(ShardName progressionOrShardName)
        : base($"Progression '{progressionOrShardName}' is out of order. This may happen when multiple processes try to process the projection")
    {
    }
}

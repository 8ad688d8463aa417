using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;

namespace MlOps.Lineage.Kafka;

/// <summary>Lineage decides nothing of its own: what it publishes is what every service does, such as denied calls.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new(Topics.Lineage);
}

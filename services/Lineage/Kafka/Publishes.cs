using MlOps.EventSourcing.Publishing;


namespace MlOps.Lineage.Kafka;

/// <summary>Lineage decides nothing of its own, so it has no events to publish.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new("mlops.lineage.v1");
}

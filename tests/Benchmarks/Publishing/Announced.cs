using MlOps.Contracts.Registry.V1;
using MlOps.EventSourcing.Publishing;

namespace MlOps.Benchmarks.Publishing;

/// <summary>The event that is published; the number tells one from the other.</summary>
internal sealed record Announced(int Number)
{
    /// <summary>Where the service publishes it.</summary>
    public const string Topic = "mlops.announcer.v1";

    /// <summary>The table of the service that publishes.</summary>
    public static WireEvents Table() => new WireEvents(Topic).Add<Announced>("announced", e => Wire(e.Data.Number));

    /// <summary>The wire event: a contract with two fields of text.</summary>
    public static ModelRegistered Wire(int number) => new() { Model = number.ToString(), Description = "what a published event says" };
}

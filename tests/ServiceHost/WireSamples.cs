using Google.Protobuf;
using JasperFx.Events;
using MlOps.EventSourcing.Publishing;

namespace MlOps.ServiceHost;

/// <summary>What a table of wire events makes of a sample.</summary>
public static class WireSamples
{
    /// <summary>The wire event of a stored event whose row needs nothing but the event.</summary>
    /// <exception cref="InvalidOperationException">The table keeps the event inside the service, or does not name it.</exception>
    public static IMessage ToWire(this WireEvents table, object stored)
    {
        var row = table.Find(stored.GetType()) ?? throw new InvalidOperationException($"{stored.GetType().Name} stays inside the service.");
        var sample = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(stored.GetType()), stored)!;
        return row.MapAsync(sample, null!, CancellationToken.None).GetAwaiter().GetResult();
    }
}

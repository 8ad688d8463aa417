using JasperFx.Events;

namespace Marten.Events.Archiving;

/// <summary>Archived events in queries.</summary>
public static class ArchivedEventExtensions
{
    /// <summary>Includes archived events in a query over events.</summary>
    public static bool MaybeArchived(this IEvent @event) => true;
}

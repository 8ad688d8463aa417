namespace Marten.Events;

/// <summary>Appends to streams, and reads them.</summary>
public interface IEventStoreOperations : JasperFx.Events.IEventStoreOperations, IQueryEventStore
{
}

using JasperFx.Events;
using Marten.Linq;

namespace Marten.Events;

/// <summary>Reads events and streams, by query too.</summary>
public interface IQueryEventStore : JasperFx.Events.IQueryEventStore
{
    /// <summary>A query over the data of all events of a type.</summary>
    IMartenQueryable<T> QueryRawEventDataOnly<T>()
        where T : notnull;

    /// <summary>A query over all events and their metadata.</summary>
    IMartenQueryable<IEvent> QueryAllRawEvents();
}

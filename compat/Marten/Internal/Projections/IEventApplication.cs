using JasperFx.Events;
using Marten.Internal.Sessions;

namespace Marten.Internal.Projections;

/// <summary>Turns events into queued operations of a session.</summary>
internal interface IEventApplication
{
    Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token);
}

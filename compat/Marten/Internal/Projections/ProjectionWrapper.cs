using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using Marten.Internal.Sessions;

namespace Marten.Internal.Projections;

/// <summary>Runs a projection written by hand.</summary>
internal sealed class ProjectionWrapper : ProjectionBase, IEventApplication
{
    private readonly IProjection projection;

    public ProjectionWrapper(IProjection projection)
    {
        this.projection = projection;
        Name = projection.GetType().Name;
    }

    public Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token) => projection.ApplyAsync(session, events, token);
}

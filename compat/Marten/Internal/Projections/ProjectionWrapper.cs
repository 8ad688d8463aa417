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

    public async Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token)
    {
        foreach (var tenant in events.GroupBy(e => e.TenantId)) await projection.ApplyAsync(session.ForTenant(tenant.Key), [.. tenant], token);
    }
}

using JasperFx.Events;

namespace Marten.Internal.Projections;

/// <summary>The events of a page that belong to one document, and the document before them.</summary>
internal sealed class DocumentSlice<TDoc, TId>(TId id, string tenantId)
{
    public TId Id => id;

    public string TenantId => tenantId;

    public List<IEvent> Events { get; } = [];

    public TDoc? Snapshot { get; set; }
}

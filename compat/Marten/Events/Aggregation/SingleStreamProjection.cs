using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Aggregation;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;

namespace Marten.Events.Aggregation;

/// <summary>Builds one document from the events of one stream; its identity is the stream's.</summary>
public class SingleStreamProjection<TDoc, TId> : JasperFxAggregationProjectionBase<TDoc, TId, IDocumentOperations, IQuerySession>, IAggregateSource<TDoc>
    where TDoc : notnull
    where TId : notnull
{
    internal override bool IsOfOneStream => true;

    /// <inheritdoc/>
    public override void AssembleAndAssertValidity()
    {
        base.AssembleAndAssertValidity();
        if (IncludedEventTypes.Count > 0 && !IncludedEventTypes.Contains(typeof(Archived))) IncludeType<Archived>();
    }

    TDoc? IAggregateSource<TDoc>.Step(TDoc? state, object identity, IEvent e) => Evolve(state, (TId)identity, e);

    void IAggregateSource<TDoc>.Complete(TDoc state, object identity, long version) => Aggregator.Complete(state, identity, version);

    internal override async Task ApplySlicesAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token)
    {
        var isConjoined = session.Options.EventGraph.IsConjoined;
        var slices = new Dictionary<(string, object), DocumentSlice<TDoc, TId>>();
        foreach (var e in events)
        {
            var identity = (object?)e.StreamKey ?? e.StreamId;
            var tenant = isConjoined ? e.TenantId : StorageConstants.DefaultTenantId;
            if (!slices.TryGetValue((tenant, identity), out var slice)) slices[(tenant, identity)] = slice = new((TId)identity, tenant);
            slice.Events.Add(e);
        }

        var continued = slices.Values.Where(s => s.Events[0].Version != 1).ToList();
        foreach (var slice in continued)
        {
            if (session.FetchedAggregates.TryGetValue((typeof(TDoc), slice.Id), out var fetched)) slice.Snapshot = (TDoc)fetched;
        }

        await SliceSnapshots.LoadAsync(session, continued.Where(s => s.Snapshot is null), token);
        foreach (var slice in slices.Values)
        {
            await ApplySliceAsync(session, slice, token);
            if (slice.Events.Any(e => e.Data is Archived)) session.Work.Add(Marten.Internal.Operations.EventOperations.Archive(session.Options.EventGraph, slice.Id, slice.TenantId));
        }
    }
}

using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Aggregation;
using JasperFx.Events.Grouping;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;

namespace Marten.Events.Projections;

/// <summary>Builds documents from events of several streams; rules tell which documents an event belongs to.</summary>
public abstract class MultiStreamProjection<TDoc, TId> : JasperFxAggregationProjectionBase<TDoc, TId, IDocumentOperations, IQuerySession>
    where TDoc : notnull
    where TId : notnull
{
    private readonly List<Func<IQuerySession, IReadOnlyList<IEvent>, IEventGrouping<TId>, Task>> rules = [];

    /// <summary>How tenants are treated.</summary>
    public TenancyGrouping TenancyGrouping { get; set; } = TenancyGrouping.RespectTenant;

    internal override bool IsOfOneStream => false;

    /// <summary>Events of this type, and of types derived from it, belong to one document; <c>IEvent&lt;T&gt;</c> gives the metadata too.</summary>
    public void Identity<TEvent>(Func<TEvent, TId> identityFunc)
        where TEvent : notnull => CustomGrouping((_, events, grouping) =>
        {
            grouping.AddEvents(identityFunc, events);
            return Task.CompletedTask;
        });

    /// <summary>Events of this type, and of types derived from it, belong to several documents.</summary>
    public void Identities<TEvent>(Func<TEvent, IReadOnlyList<TId>> identitiesFunc)
        where TEvent : notnull => CustomGrouping((_, events, grouping) =>
        {
            grouping.AddEvents((TEvent e) => (IEnumerable<TId>)identitiesFunc(e), events);
            return Task.CompletedTask;
        });

    /// <summary>The events of a page are grouped by a function that may look things up.</summary>
    public void CustomGrouping(Func<IQuerySession, IReadOnlyList<IEvent>, IEventGrouping<TId>, Task> func) => rules.Add(func);

    /// <inheritdoc/>
    public override void AssembleAndAssertValidity()
    {
        base.AssembleAndAssertValidity();
        if (rules.Count == 0) throw new InvalidProjectionException($"{GetType().FullName} is a multi-stream projection, but has no defined event slicing rules.");
    }

    internal override async Task ApplySlicesAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token)
    {
        var grouping = new EventGrouping<TDoc, TId>(TenancyGrouping == TenancyGrouping.AcrossTenants || !session.Options.EventGraph.IsConjoined
            ? _ => StorageConstants.DefaultTenantId
            : e => e.TenantId);
        foreach (var rule in rules) await rule(session, events, grouping);
        var slices = grouping.Slices.ToList();
        await SliceSnapshots.LoadAsync(session, slices, token);
        foreach (var slice in slices)
        {
            slice.Events.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
            await ApplySliceAsync(session, slice, token);
        }
    }
}

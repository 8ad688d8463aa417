using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;
using Marten.Schema;

namespace JasperFx.Events.Aggregation;

/// <summary>Builds one document from the events of one stream or several, by conventional methods or by <see cref="Evolve"/>.</summary>
public abstract class JasperFxAggregationProjectionBase<TDoc, TId, TOperations, TQuerySession> : ProjectionBase, IEventApplication, IAggregateProjection
    where TDoc : notnull
    where TId : notnull
{
    private Aggregator<TDoc>? aggregator;

    internal JasperFxAggregationProjectionBase() => Name = typeof(TDoc).Name;

    Type IAggregateProjection.AggregateType => typeof(TDoc);

    internal Aggregator<TDoc> Aggregator => aggregator ??= new Aggregator<TDoc>(this, DocumentIdMember);

    bool IAggregateProjection.IsOfOneStream => IsOfOneStream;

    DocumentMapping? IAggregateProjection.Mapping { get; set; }

    private System.Reflection.MemberInfo? DocumentIdMember => ((IAggregateProjection)this).Mapping?.IdMember;

    /// <summary>The document after an event; null deletes it.</summary>
    public virtual TDoc? Evolve(TDoc? snapshot, TId id, IEvent e) => Aggregator.Step(snapshot, id, e);

    /// <summary>As <see cref="Evolve"/>, where the projection must look something up.</summary>
    public virtual ValueTask<TDoc?> EvolveAsync(TDoc? snapshot, TId id, TQuerySession session, IEvent e, CancellationToken cancellation) =>
        new(Evolve(snapshot, id, e));

    /// <inheritdoc/>
    public override IEnumerable<Type> PublishedTypes() => [typeof(TDoc)];

    /// <inheritdoc/>
    public override void AssembleAndAssertValidity()
    {
        if (!Options.StorageTypes.Contains(typeof(TDoc))) Options.DeleteViewTypeOnTeardown<TDoc>();
        if (IncludedEventTypes.Count == 0) IncludedEventTypes.AddRange(Aggregator.EventTypes);
        if (!Aggregator.HasHandlers && !OverridesEvolve())
            throw new InvalidProjectionException($"{GetType().FullName}: {typeof(TDoc).FullName} has no Create, Apply or ShouldDelete method for any event.");
    }

    Task IEventApplication.ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token) => ApplySlicesAsync(session, events, token);

    internal abstract Task ApplySlicesAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token);

    /// <summary>Applies the events of one document and queues its write, or its deletion.</summary>
    internal async Task ApplySliceAsync(DocumentSession session, DocumentSlice<TDoc, TId> slice, CancellationToken token)
    {
        var state = slice.Snapshot;
        var existed = state is not null;
        foreach (var e in slice.Events)
        {
            try
            {
                state = await EvolveAsync(state, slice.Id, (TQuerySession)(object)session, e, token);
                existed |= state is not null;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new ApplyEventException(e, failure);
            }
        }

        var last = slice.Events[^1];
        var version = IsOfOneStream ? last.Version : last.Sequence;
        if (state is not null) Aggregator.Complete(state, slice.Id, version);
        var mapping = session.Options.MappingFor(typeof(TDoc));
        if (state is not null) session.Work.Add(new Marten.Internal.Operations.WriteDocument(mapping, slice.Id, state, Marten.Internal.Operations.WriteKind.Upsert, slice.TenantId, version));
        else if (existed) session.Work.Add(new Marten.Internal.Operations.DeleteDocument(mapping, slice.Id, slice.TenantId));
    }

    /// <summary>Whether the version of a document is that of its stream; else it is the sequence of its last event.</summary>
    internal abstract bool IsOfOneStream { get; }

    private bool OverridesEvolve() => new[] { nameof(Evolve), nameof(EvolveAsync) }
        .Any(name => GetType().GetMethod(name)!.DeclaringType!.Assembly != typeof(ProjectionBase).Assembly);
}

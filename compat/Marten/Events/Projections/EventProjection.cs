using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;

namespace Marten.Events.Projections;

/// <summary>Turns single events into operations: by methods named Project, Create or Transform, or by <see cref="ApplyAsync"/>.</summary>
public abstract class EventProjection : ProjectionBase, IEventApplication
{
    private readonly EventProjectionMethods methods;

    /// <summary>Finds the conventional methods.</summary>
    protected EventProjection()
    {
        Name = GetType().FullName!;
        methods = new EventProjectionMethods(GetType());
        IncludedEventTypes.AddRange(methods.EventTypes);
        foreach (var type in methods.PublishedTypes) RegisterPublishedType(type);
    }

    /// <summary>Handles one event.</summary>
    public virtual ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation) =>
        methods.ApplyAsync(this, operations, e, cancellation);

    /// <inheritdoc/>
    public override void AssembleAndAssertValidity()
    {
        var isOverridden = GetType().GetMethod(nameof(ApplyAsync))!.DeclaringType != typeof(EventProjection);
        if (isOverridden == methods.HasAny)
        {
            throw new InvalidProjectionException(isOverridden
                ? "Event projections can be written by either overriding the ApplyAsync() method or by using conventional methods, but not both"
                : $"{GetType().FullName} has no Project, Create or Transform method");
        }

        foreach (var type in PublishedTypes().Except(Options.StorageTypes).ToList()) Options.DeleteViewTypeOnTeardown(type);
    }

    async Task IEventApplication.ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken token)
    {
        foreach (var e in events)
        {
            try
            {
                await ApplyAsync(session.ForTenant(e.TenantId), e, token);
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or Npgsql.NpgsqlException))
            {
                throw new ApplyEventException(e, failure);
            }
        }
    }
}

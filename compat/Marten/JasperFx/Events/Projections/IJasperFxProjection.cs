namespace JasperFx.Events.Projections;

/// <summary>A projection written by hand.</summary>
public interface IJasperFxProjection<TOperations>
{
    /// <summary>Turns events, in order, into operations of the session that the daemon or the append will save.</summary>
    Task ApplyAsync(TOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
}

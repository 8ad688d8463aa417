using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace MlOps.Marten.Tests.Domain;

/// <summary>Fails on negative amounts.</summary>
public sealed class PickyProjection : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            if (e.Data is not MoneyDeposited deposit) continue;
            if (deposit.Amount < 0) throw new JasperFx.Events.Daemon.ApplyEventException(e, new InvalidOperationException("negative"));
            operations.Store(new Movement(e.Id, e.StreamKey!, deposit.Amount));
        }

        return Task.CompletedTask;
    }
}

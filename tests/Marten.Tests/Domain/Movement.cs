using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace MlOps.Marten.Tests.Domain;

public sealed record Movement(Guid Id, string Account, decimal Amount);

/// <summary>One document per event.</summary>
public sealed partial class MovementProjection : EventProjection
{
    public static Movement Create(IEvent<MoneyDeposited> e) => new(e.Id, e.StreamKey!, e.Data.Amount);

    public static void Project(IEvent<MoneyWithdrawn> e, IDocumentOperations operations) =>
        operations.Store(new Movement(e.Id, e.StreamKey!, -e.Data.Amount));

    public static async Task Project(IEvent<AccountClosed> e, IDocumentOperations operations, CancellationToken cancellation)
    {
        var movements = await operations.Query<Movement>().Where(m => m.Account == e.StreamKey).ToListAsync(cancellation);
        foreach (var movement in movements) operations.Delete(movement);
    }
}

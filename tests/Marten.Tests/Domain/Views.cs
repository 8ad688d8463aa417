using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace MlOps.Marten.Tests.Domain;

/// <summary>A read model of one stream, by a projection class.</summary>
public sealed class AccountSummary
{
    public string Id { get; set; } = "";

    public decimal Balance { get; set; }

    public int Movements { get; set; }
}

#pragma warning disable CA1822 // The methods of a projection may be instance methods.
public sealed class AccountSummaryProjection : SingleStreamProjection<AccountSummary, string>
{
    public AccountSummary Create(AccountOpened e) => new();

    public void Apply(IEvent<MoneyDeposited> e, AccountSummary summary)
    {
        summary.Balance += e.Data.Amount;
        summary.Movements++;
    }

    public void Apply(MoneyWithdrawn e, AccountSummary summary)
    {
        summary.Balance -= e.Amount;
        summary.Movements++;
    }

    public bool ShouldDelete(AccountClosed e) => true;
}

#pragma warning restore CA1822

/// <summary>A read model over streams.</summary>
public sealed record Owner(string Id, int Accounts, List<string> Keys);

public sealed class OwnerProjection : MultiStreamProjection<Owner, string>
{
    public OwnerProjection() => Identity<IEvent<AccountOpened>>(e => e.Data.Owner);

    public static Owner Create(IEvent<AccountOpened> e) => new(e.Data.Owner, 1, [e.StreamKey!]);

    public static Owner Apply(IEvent<AccountOpened> e, Owner owner) => owner with { Accounts = owner.Accounts + 1, Keys = [.. owner.Keys, e.StreamKey!] };
}

public sealed record Movement(Guid Id, string Account, decimal Amount);

/// <summary>One document per event.</summary>
public sealed class MovementProjection : EventProjection
{
    public static Movement Create(IEvent<MoneyDeposited> e) => new(e.Id, e.StreamKey!, e.Data.Amount);

    public static void Project(IEvent<MoneyWithdrawn> e, IDocumentOperations operations) =>
        operations.Store(new Movement(e.Id, e.StreamKey!, -e.Data.Amount));

    public static async Task ProjectAsync(IEvent<AccountClosed> e, IDocumentOperations operations, CancellationToken cancellation)
    {
        var movements = await operations.Query<Movement>().Where(m => m.Account == e.StreamKey).ToListAsync(cancellation);
        foreach (var movement in movements) operations.Delete(movement);
    }
}

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

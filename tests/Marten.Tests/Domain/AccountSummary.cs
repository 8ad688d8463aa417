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

namespace MlOps.Marten.Tests.Domain;

/// <summary>A mutable aggregate with a Guid identity, by instance methods.</summary>
public sealed class Ledger
{
    public Guid Id { get; set; }

    public int Version { get; set; }

    public string Owner { get; set; } = "";

    public decimal Balance { get; set; }

    public void Apply(AccountOpened e) => Owner = e.Owner;

    public void Apply(MoneyDeposited e) => Balance += e.Amount;

    public void Apply(MoneyWithdrawn e) => Balance -= e.Amount;
}

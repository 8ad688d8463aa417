using JasperFx.Events;

namespace MlOps.Marten.Tests.Domain;

public sealed record AccountOpened(string Owner, AccountKind Kind = AccountKind.Private);

public sealed record MoneyDeposited(decimal Amount);

public sealed record MoneyWithdrawn(decimal Amount);

public sealed record AccountClosed(string Reason);

public enum AccountKind
{
    Private,
    Business,
}

/// <summary>An immutable aggregate, by static methods.</summary>
public sealed record Account
{
    public string Id { get; init; } = "";

    public long Version { get; init; }

    public string Owner { get; init; } = "";

    public decimal Balance { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public static Account Create(IEvent<AccountOpened> e) => new() { Owner = e.Data.Owner, OpenedAt = e.Timestamp };

    public static Account Apply(MoneyDeposited e, Account account) => account with { Balance = account.Balance + e.Amount };

    public static Account Apply(MoneyWithdrawn e, Account account) => account with { Balance = account.Balance - e.Amount };

    public static bool ShouldDelete(AccountClosed e) => true;
}

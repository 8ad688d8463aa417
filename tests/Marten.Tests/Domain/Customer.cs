namespace MlOps.Marten.Tests.Domain;

public sealed record Address(string City, int Number);

public sealed record Customer
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public int Age { get; init; }

    public bool IsActive { get; init; }

    public AccountKind Kind { get; init; }

    public AccountKind? FormerKind { get; init; }

    public DateTimeOffset Since { get; init; }

    public Guid Number { get; init; }

    public double? Score { get; init; }

    public Address? Address { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

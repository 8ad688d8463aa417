using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace MlOps.Marten.Tests.Domain;

#pragma warning restore CA1822

/// <summary>A read model over streams.</summary>
public sealed record Owner(string Id, int Accounts, List<string> Keys);

public sealed class OwnerProjection : MultiStreamProjection<Owner, string>
{
    public OwnerProjection() => Identity<IEvent<AccountOpened>>(e => e.Data.Owner);

    public static Owner Create(IEvent<AccountOpened> e) => new(e.Data.Owner, 1, [e.StreamKey!]);

    public static Owner Apply(IEvent<AccountOpened> e, Owner owner) => owner with { Accounts = owner.Accounts + 1, Keys = [.. owner.Keys, e.StreamKey!] };
}

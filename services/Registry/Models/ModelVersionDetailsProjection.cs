using JasperFx.Events;
using Marten.Events.Projections;

namespace MlOps.Registry.Models;

/// <summary>Keeps <see cref="ModelVersionDetails"/>; a promotion concerns the version that gains the alias and its predecessor.</summary>
public sealed class ModelVersionDetailsProjection : MultiStreamProjection<ModelVersionDetails, string>
{
    public ModelVersionDetailsProjection()
    {
        Of<ModelVersionCreated>();
        Of<ModelVersionUpdated>();
        Of<ApprovalRequested>();
        Of<ModelVersionApproved>();
        Of<ModelVersionRejected>();
        Of<ApprovalWithdrawn>();
        Of<AliasRemoved>();
        Identities<ModelVersionPromoted>(e => e.DisplacedVersion is { } displaced
            ? [ModelVersionDetails.IdOf(e.Model, e.Version), ModelVersionDetails.IdOf(e.Model, displaced)]
            : [ModelVersionDetails.IdOf(e.Model, e.Version)]);
    }

    /// <inheritdoc />
    public override ModelVersionDetails? Evolve(ModelVersionDetails? snapshot, string id, IEvent e) =>
        ModelVersionDetails.After(snapshot, e);

    private void Of<TEvent>()
        where TEvent : IVersionEvent =>
        Identity<TEvent>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
}

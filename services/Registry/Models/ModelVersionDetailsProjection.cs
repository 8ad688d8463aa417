using Marten.Events.Projections;

namespace MlOps.Registry.Models;

/// <summary>Keeps <see cref="ModelVersionDetails"/>; a promotion concerns the version that gains the alias and the one that loses it.</summary>
public sealed partial class ModelVersionDetailsProjection : MultiStreamProjection<ModelVersionDetails, string>
{
    public ModelVersionDetailsProjection()
    {
        Identity<ModelVersionCreated>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
        Identity<ApprovalRequested>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
        Identity<ModelVersionApproved>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
        Identity<ModelVersionRejected>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
        Identity<AliasRemoved>(e => ModelVersionDetails.IdOf(e.Model, e.Version));
        Identities<ModelVersionPromoted>(e => e.DisplacedVersion is { } displaced
            ? [ModelVersionDetails.IdOf(e.Model, e.Version), ModelVersionDetails.IdOf(e.Model, displaced)]
            : [ModelVersionDetails.IdOf(e.Model, e.Version)]);
    }
}

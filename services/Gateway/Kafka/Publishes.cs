using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Members;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Wire;
using MlOps.Gateway.Workspaces;

namespace MlOps.Gateway.Kafka;

/// <summary>Which stored event goes out as which wire event.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Gateway)
        .Add<TokenIssued>("token_issued", e => e.Data.ToWire())
        .Add<TokenCreated>("token_created", e => e.Data.ToWire())
        .Add<TokenRevoked>("token_revoked", e => e.Data.ToWire())
        .Add<TokenRotated>("token_rotated", e => e.Data.ToWire())
        .Add<SigningKeyRotated>("signing_key_rotated", e => e.Data.ToWire())
        .Add<SecretCreated>("secret_created", e => e.Data.ToWire())
        .Add<SecretUpdated>("secret_updated", e => e.Data.ToWire())
        .Add<SecretVersionDisabled>("secret_version_disabled", e => e.Data.ToWire())
        .Add<SecretDeleted>("secret_deleted", e => e.Data.ToWire())
        .Add<SecretUsed>("secret_used", e => e.Data.ToWire())
        .Add<MasterKeyRotated>("master_key_rotated", e => e.Data.ToWire())
        .Add<MasterKeyRetired>("master_key_retired", e => e.Data.ToWire())
        .Add<WorkspaceCreated>("workspace_created", e => e.Data.ToWire())
        .Add<WorkspaceUpdated>("workspace_updated", e => e.Data.ToWire())
        .Add<WorkspaceQuotasSet>("workspace_quotas_set", e => e.Data.ToWire())
        .Add<WorkspaceArchived>("workspace_archived", e => e.Data.ToWire())
        .Add<RoleCreated>("role_created", e => e.Data.ToWire())
        .Add<RoleUpdated>("role_updated", e => e.Data.ToWire())
        .Add<RoleDeleted>("role_deleted", e => e.Data.ToWire())
        .Add<ElevationBegan>("elevation_began", e => e.Data.ToWire())
        .Add<ElevationEnded>("elevation_ended", e => e.Data.ToWire())
        .Add<MemberSet>("member_set", e => e.Data.ToWire())
        .Add<MemberRemoved>("member_removed", e => e.Data.ToWire());
}

using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Tokens;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Tokens and keys as the messages of the contract.</summary>
internal static class TokenMessages
{
    public static V1.Token ToWire(this Token token, DateTimeOffset? lastUse = null) => new()
    {
        Id = token.TokenId,
        Subject = token.Subject,
        Roles = { token.Roles },
        Workspaces = { token.Workspaces },
        Owner = token.Owner ?? "",
        Description = token.Description,
        Creator = token.CreatedBy,
        CreateTime = token.CreatedAt.ToTimestamp(),
        ExpireTime = token.ExpiresAt.ToTimestamp(),
        LastUseTime = lastUse?.ToTimestamp(),
        EndTime = token.EndsAt?.ToTimestamp(),
        Revoked = token.Revoked,
        Revoker = token.RevokedBy,
        RevokeReason = token.RevokeReason,
        Successor = token.Successor,
        Revision = token.Revision,
    };

    public static V1.SigningKey ToWire(this SigningKeyRecord key) => new()
    {
        Kid = key.Kid, CreateTime = key.CreatedAt.ToTimestamp(), SignTime = key.SignsFrom.ToTimestamp(), Revision = key.Revision,
    };

    public static V1.TokenIssued ToWire(this TokenIssued issued) => new()
    {
        Subject = issued.Subject, Roles = { issued.Roles }, ExpireTime = issued.ExpiresAt.ToTimestamp(),
    };

    public static V1.TokenCreated ToWire(this TokenCreated e) => new()
    {
        TokenId = e.TokenId,
        Subject = e.Subject,
        Roles = { e.Roles },
        Workspaces = { e.Workspaces },
        Owner = e.Owner ?? "",
        Description = e.Description,
        ExpireTime = e.ExpiresAt.ToTimestamp(),
        Replaces = e.Replaces,
    };

    public static V1.TokenRevoked ToWire(this TokenRevoked e) => new() { TokenId = e.TokenId, Subject = e.Subject };

    public static V1.TokenRotated ToWire(this TokenRotated e) => new()
    {
        TokenId = e.TokenId, Subject = e.Subject, Successor = e.Successor, EndTime = e.EndsAt.ToTimestamp(),
    };

    public static V1.SigningKeyRotated ToWire(this SigningKeyRotated e) => new()
    {
        Kid = e.Kid, SignTime = e.SignsFrom.ToTimestamp(), WithdrawsOthers = e.WithdrawsOthers,
    };
}

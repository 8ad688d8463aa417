using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Tokens;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Subjects and their tokens as the messages of the contract.</summary>
internal static class SubjectMessages
{
    public static V1.Subject ToWire(this Subject subject) => new()
    {
        Name = subject.Name,
        Roles = { subject.Roles },
        LastIssuedTime = subject.LastIssuedAt.ToTimestamp(),
        ExpireTime = subject.ExpiresAt.ToTimestamp(),
        Revision = subject.Revision,
    };

    /// <summary>The subject's newest token.</summary>
    public static V1.Token ToWire(this Subject subject, string token) => new()
    {
        Value = token,
        Subject = subject.Name,
        Roles = { subject.Roles },
        ExpireTime = subject.ExpiresAt.ToTimestamp(),
        Revision = subject.Revision,
    };

    public static V1.TokenIssued ToWire(this TokenIssued issued) => new()
    {
        Subject = issued.Subject, Roles = { issued.Roles }, ExpireTime = issued.ExpiresAt.ToTimestamp(),
    };
}

using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Makes the newest token of a subject: it follows from the record, so that a repeated request gets the same one.</summary>
internal sealed class TokenSigner(IdentityKey key)
{
    public string Sign(Subject subject) =>
        new AccessToken(subject.Name, subject.Roles, Caller.Current.Workspace, subject.ExpiresAt.ToUnixTimeSeconds()).Issue(key);
}

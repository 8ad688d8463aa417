using System.Buffers.Text;
using System.Security.Cryptography;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceHost.Access;

/// <summary>Tokens of one subject and role, the valid one and those that must not be taken for it.</summary>
internal sealed class TestTokens(string keyFile)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly IdentityKey key = IdentityKey.OpenOrCreate(keyFile);
    private readonly IdentityKey otherKey = new(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the tokens of a role are, by what is wrong with them; the first is right.</summary>
    public IReadOnlyList<(string Kind, string Value, bool Valid)> Of(string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        var valid = new AccessToken(subject, roles, Caller.DefaultWorkspace, (now + Life).ToUnixTimeSeconds());
        return
        [
            ("valid", valid.Issue(key), true),
            ("expired", (valid with { ExpiresAtUnixSeconds = (now - Life).ToUnixTimeSeconds() }).Issue(key), false),
            ("wrong key", valid.Issue(otherKey), false),
            ("alg none", Unsigned(valid.Issue(key)), false),
        ];
    }

    private static string Unsigned(string token) =>
        $"{Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8)}.{token.Split('.')[1]}.";
}

using System.Buffers.Text;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceHost.Access;

/// <summary>Tokens of one subject and role for one service, the valid one and those that must not be taken for it.</summary>
internal sealed class TestTokens(bool isGateway)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly SigningKey OtherKey = SigningKey.Create();

    /// <summary>What the tokens of a role are, by what is wrong with them; the first is right.</summary>
    public IReadOnlyList<(string Kind, string Value, bool Valid)> Of(TestIssuer issuer, string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        var holder = new TokenHolder(subject, roles, [TokenHolder.AllWorkspaces], Guid.NewGuid().ToString("n"));
        var valid = Content(holder, now, isGateway).Sign(issuer.Key);
        return
        [
            ("valid", valid, true),
            ("expired", Content(holder, now - (2 * Life), isGateway).Sign(issuer.Key), false),
            ("wrong key", Content(holder, now, isGateway).Sign(OtherKey), false),
            ("wrong audience", Content(holder, now, !isGateway).Sign(issuer.Key), false),
            ("alg none", Unsigned(valid), false),
        ];
    }

    private static TokenContent Content(TokenHolder holder, DateTimeOffset from, bool outside) => new(
        outside ? TokenTypes.Outside : TokenTypes.Inside, TestIssuer.Issuer, outside ? Audiences.Outside : Audiences.Inside, holder, from,
        from + Life);

    private static string Unsigned(string token) =>
        $"{Base64Url.EncodeToString("""{"alg":"none","typ":"at+jwt"}"""u8)}.{token.Split('.')[1]}.";
}

using System.Buffers.Text;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Identity;
using SigningKey = MlOps.ServiceDefaults.Identity.SigningKey;

namespace MlOps.ServiceHost.Access;

/// <summary>Tokens of one subject and role for one service, the valid one and those that must not be taken for it.</summary>
internal sealed class TestTokens(TestService service)
{
    private const string Other = "another-workspace";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly SigningKey OtherKey = SigningKey.Create();
    private readonly SigningKey key = service.Issuer.Key;
    private readonly bool isGateway = service.IsGateway;

    /// <summary>What the tokens of a role are, by what is wrong with them.</summary>
    public async Task<List<(string Kind, string Value, TokenUse Use)>> OfAsync(string subject, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow();
        var holder = new TokenHolder(subject, roles, [TokenHolder.AllWorkspaces], Guid.NewGuid().ToString("n"));
        var valid = Content(holder, now, isGateway).Sign(key);
        List<(string, string, TokenUse)> tokens =
        [
            ("valid", valid, TokenUse.Valid),
            ("other workspace", Content(holder with { Workspaces = [Other] }, now, isGateway).Sign(key), TokenUse.Elsewhere),
            ("expired", Content(holder, now - (2 * Life), isGateway).Sign(key), TokenUse.None),
            ("wrong key", Content(holder, now, isGateway).Sign(OtherKey), TokenUse.None),
            ("wrong audience", Content(holder, now, !isGateway).Sign(key), TokenUse.None),
            ("alg none", Unsigned(valid), TokenUse.None),
        ];
        // Services get tokens of a minute from the gateway, which refuses revoked ones.
        if (isGateway && roles.Length > 0 && Assignable(roles)) tokens.Add(("revoked", await RevokedAsync(subject, roles), TokenUse.None));
        return tokens;
    }

    private static bool Assignable(string[] roles) => !roles.Contains(ServiceIdentity.Role);

    private async Task<string> RevokedAsync(string subject, string[] roles)
    {
        var admin = new Tokens.TokensClient(service.ChannelIn([TokenHolder.AllWorkspaces], "root", "admin"));
        var token = await admin.CreateTokenAsync(
            new CreateTokenRequest { Subject = subject, Roles = { roles }, Workspaces = { TokenHolder.AllWorkspaces } });
        await admin.RevokeTokenAsync(new RevokeTokenRequest { Id = token.Id, Reason = "for the matrix" });
        return token.Value;
    }

    private static TokenContent Content(TokenHolder holder, DateTimeOffset from, bool outside) => new(
        outside ? TokenTypes.Outside : TokenTypes.Inside, TestIssuer.Issuer, outside ? Audiences.Outside : Audiences.Inside, holder, from,
        from + Life);

    private static string Unsigned(string token) =>
        $"{Base64Url.EncodeToString("""{"alg":"none","typ":"at+jwt"}"""u8)}.{token.Split('.')[1]}.";
}

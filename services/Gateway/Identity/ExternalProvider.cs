using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Edge;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>The external OpenID provider, if there is one: whose tokens are its own, their rules, and whom they speak for here.</summary>
internal sealed class ExternalProvider : IDisposable
{
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSsaPssSha384,
    ];

    private const string IdPrefix = "external:";
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private readonly ExternalOptions options;
    private readonly DiscoveredKeys? keys;

    public ExternalProvider(IOptions<ExternalOptions> options, TimeProvider time, ILogger<DiscoveredKeys> logger)
    {
        this.options = options.Value;
        Rules = new TokenRules(
            Algorithms, ["at+jwt", "JWT"], this.options.Authority, this.options.Audience, LongestLife, NeedsBeginning: false);
        if (this.options.Authority.Length == 0) return;
        if (this.options.Audience.Length == 0) throw new InvalidOperationException("Identity:External:Audience is not set.");
        keys = new DiscoveredKeys(
            IdentitySettings.Address(this.options.Authority, "Identity:External:Authority"), time, logger,
            OutgoingHttp.Handler(this.options.AllowPrivateAddresses));
    }

    public TokenRules Rules { get; }

    /// <summary>Whether a token says that it is of this provider.</summary>
    public bool Issues(JsonWebToken token) => keys is not null && token.Issuer == options.Authority;

    public ValueTask<SecurityKey?> FindAsync(string kid) => keys!.FindAsync(kid);

    /// <summary>Whom a token speaks for here; null if it names nobody who can be told apart from others.</summary>
    public TokenHolder? Read(JsonElement claims, JsonWebToken token)
    {
        if (Texts(claims, options.SubjectClaim) is not [var subject] || !SubjectNames.IsValid(subject)) return null;
        var roles = Texts(claims, options.RoleClaim).Select(role => options.Roles.GetValueOrDefault(role, role))
            .Where(RoleRules.IsName).Distinct();
        var workspaces = Texts(claims, options.WorkspaceClaim)
            .Select(name => options.Workspaces.Count == 0 ? name : options.Workspaces.GetValueOrDefault(name, ""))
            .Where(name => name == TokenHolder.AllWorkspaces || RequestWorkspace.IsName(name)).Distinct().ToList();
        return new TokenHolder(subject, [.. roles], workspaces.Count > 0 ? workspaces : [Caller.DefaultWorkspace], IdOf(token));
    }

    /// <summary>Whether a token was the provider's.</summary>
    public static bool Issued(TokenHolder holder) => holder.TokenId.StartsWith(IdPrefix, StringComparison.Ordinal);

    public void Dispose() => keys?.Dispose();

    /// <summary>Not the provider's own id: that could be one of ours.</summary>
    private static string IdOf(JsonWebToken token) =>
        $"{IdPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.EncodedToken)))[..32]}";

    private static string[] Texts(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value)) return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array =>
                [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }
}

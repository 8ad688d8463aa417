using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Authenticates <c>Authorization: Bearer</c> and answers refusals in the form of the caller's protocol.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IdentityKey key, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    public const string WorkspaceClaim = "workspace";
    private const string Prefix = "Bearer ";

    /// <summary>The token that the request carries; null when there is none.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        var value = request.Headers.Authorization.ToString();
        return value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? value[Prefix.Length..].Trim() : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } text) return Task.FromResult(AuthenticateResult.NoResult());
        if (AccessToken.Verify(text, key, time.GetUtcNow()) is not { } token)
        {
            return Task.FromResult(AuthenticateResult.Fail("The token is not one of this system, or has expired."));
        }

        var identity = new ClaimsIdentity(SchemeName, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, token.Subject));
        identity.AddClaim(new Claim(WorkspaceClaim, token.Workspace));
        foreach (var role in token.Roles) identity.AddClaim(new Claim(ClaimTypes.Role, role));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Refusal.WriteAsync(Context, Refusal.Unauthenticated);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusal.WriteAsync(Context, Refusal.Forbidden);
}

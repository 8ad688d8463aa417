using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Authenticates <c>Authorization: Bearer</c> and writes challenges as a gRPC status or as HTTP problem JSON.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, VerifiedTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    public const string WorkspaceClaim = "workspace";
    private const string Prefix = "Bearer ";

    /// <summary>The bearer token of the request; null if there is none.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        var value = request.Headers.Authorization.ToString();
        return value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? value[Prefix.Length..].Trim() : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } text) return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(tokens.PrincipalOf(text) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName))
            : AuthenticateResult.Fail("The token has an invalid signature or has expired."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Refusal.WriteAsync(Context, Refusal.Unauthenticated);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusal.WriteAsync(Context, Refusal.Forbidden);
}

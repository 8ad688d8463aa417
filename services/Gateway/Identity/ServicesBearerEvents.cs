using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// Where the gateway serves services: what is accepted within the system only, is so here of a service alone, for itself or for a person
/// whom it names. What a caller outside says of services means nothing.
/// </summary>
internal sealed class ServicesBearerEvents(InsideTokens tokens) : ServiceBearerEvents(tokens)
{
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        if (context.Principal?.Identity is not ClaimsIdentity { AuthenticationType: InsideTokens.Type } who) return;
        await base.TokenValidated(context);
        var isService = who.Name?.StartsWith(ServiceIdentity.Prefix, StringComparison.Ordinal) == true || who.HasClaim(IsVia)
            || context.HttpContext.Features.Get<CallingService>() is not null;
        if (!isService) context.Fail("The token of a person is of use within the system only.");
    }

    private static bool IsVia(Claim claim) => claim.Type == TokenClaims.Via;
}

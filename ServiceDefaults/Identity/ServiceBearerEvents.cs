using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>At a service: a request on a person's behalf carries the token of the service that calls, too.</summary>
internal class ServiceBearerEvents(InsideTokens tokens) : BearerEvents
{
    private static readonly TokenValidationParameters None = new();

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var value = context.Request.Headers[IdentityHeaders.ServiceAuthorization].ToString();
        if (value.Length == 0) return;
        if (IdentityHeaders.TokenIn(value) is not { } token)
        {
            context.Fail($"The header {IdentityHeaders.ServiceAuthorization} has no bearer token.");
            return;
        }

        var result = await tokens.ValidateTokenAsync(token, None);
        if (result.Exception is UnavailableException) context.HttpContext.Features.Set(new KeysUnavailable());
        if (result.IsValid && result.ClaimsIdentity is { Name: { } name } who && who.HasClaim(TokenClaims.Roles, ServiceIdentity.Role))
            context.HttpContext.Features.Set(new CallingService(name));
        else
            context.Fail($"The token in {IdentityHeaders.ServiceAuthorization} is not of a service.");
    }
}

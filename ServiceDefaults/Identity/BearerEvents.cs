using Microsoft.AspNetCore.Authentication.JwtBearer;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Answers requests without a valid token in the caller's protocol, and tells a missing key from a wrong token.</summary>
internal class BearerEvents : JwtBearerEvents
{
    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        if (ExceptionChain.Of(context.Exception).Any(e => e is UnavailableException))
            context.HttpContext.Features.Set(new KeysUnavailable());
        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return Refusal.WriteAsync(context.HttpContext, Refusal.Unauthenticated);
    }

    public override Task Forbidden(ForbiddenContext context) => Refusal.WriteAsync(context.HttpContext, Refusal.Forbidden);
}

using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using MlOps.ServiceDefaults.Edge.Hosts;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Access;

/// <summary>The one check of who may call what, before every handler, for gRPC and HTTP alike.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, EndpointAccess endpoints, Denials denials, StatusMap statuses)
{
    public Task InvokeAsync(HttpContext context)
    {
        var rule = endpoints.Of(context.GetEndpoint());
        if (rule.Kind == AccessKind.Anonymous) return next(context);
        if (context.Features.Get<CallerRefusal>() is { } refused) return Refusal.WriteAsync(context, refused.Refusal);
        if (rule.Kind == AccessKind.LocalOrIdentity && IsLocal(context)) return next(context);
        if (context.User.Identity is not { IsAuthenticated: true }) return context.ChallengeAsync();
        if (rule.Kind != AccessKind.Permission) return next(context);
        if (Caller.Current.May(rule.Permission)) return rule.IsGrpc ? next(context) : ReportingAsync(context);
        var denied = Caller.Current.Lacks(rule.Permission);
        denials.Report(Caller.Current, rule.Permission, rule.Method, Denials.PermissionMissing);
        return Refusal.WriteAsync(context, Refusal.Of(statuses.Of(denied)!));
    }

    /// <summary>Handlers refuse too, by whose a thing is; of those of gRPC the interceptor reports.</summary>
    private async Task ReportingAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (RuleException e)
        {
            denials.Report(context, e);
            throw;
        }
    }

    // A page of another machine, whose name leads here (DNS rebinding), is not of this one.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && HostNames.Loopback.Has(context.Request.Host);
}

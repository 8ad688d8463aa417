using System.Diagnostics;
using Google.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// Sets <see cref="Caller.Current"/> for the request and adds the correlation id to the response headers. Ids of correlation and
/// causation are believed of callers within the system only.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, IHolderRights? rights = null)
{
    public const string CorrelationHeader = IdentityHeaders.Correlation;
    private const string CorrelationOutside = "client.correlation_id";
    private const int MaxIdLength = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var inside = context.User.Identity?.AuthenticationType == InsideTokens.Type;
        var given = Id(context, CorrelationHeader);
        var correlationId = (inside ? given : null) ?? Guid.NewGuid().ToString("n");
        if (!inside && given is not null) Activity.Current?.SetTag(CorrelationOutside, given);
        context.Response.Headers[CorrelationHeader] = correlationId;
        // An answer to an exception begins anew, without this header.
        context.TraceIdentifier = correlationId;
        var holder = TokenHolder.Of(context.User);
        var workspace = RequestWorkspace.Of(context.Request, holder);
        Refusal? refusal = null;
        if (rights is not null && context.User.Identity is { IsAuthenticated: true })
        {
            try
            {
                holder = await rights.InAsync(holder, workspace, context.RequestAborted);
            }
            catch (UnavailableException e)
            {
                refusal = new Refusal(Code.Unavailable, e.Message);
            }
        }

        // Whether the endpoint is open to everybody is known where access is checked, next.
        if ((refusal ?? RefusalOf(context, holder, workspace)) is { } refused) context.Features.Set(new CallerRefusal(refused));

        using (CallerOf(context, holder, workspace, correlationId, inside ? Id(context, IdentityHeaders.Causation) : null).Enter())
            await next(context);
    }

    private static Refusal? RefusalOf(HttpContext context, TokenHolder holder, string workspace)
    {
        if (context.Features.Get<KeysUnavailable>() is not null) return Refusals.KeysUnavailable;
        if (context.User.Identity is not { IsAuthenticated: true }) return null;
        return holder.MayEnter(workspace) && RequestWorkspace.IsName(workspace) ? null : Refusals.NoWorkspace(workspace);
    }

    private static Caller CallerOf(HttpContext context, TokenHolder holder, string workspace, string correlationId, string? causationId) =>
        new(holder.Subject, holder.Roles, workspace, correlationId, causationId)
        {
            Workspaces = holder.Workspaces,
            TokenId = holder.TokenId,
            Owner = holder.Owner,
            Permissions = holder.Permissions,
            Elevation = holder.Elevation,
            Enters = holder.Enters ?? holder.Workspaces,
            RightsEnd = holder.RightsEnd,
            Via = holder.Via ?? context.Features.Get<CallingService>()?.Subject,
            Token = TokenOf(context, holder),
        };

    /// <summary>The inside token, which other services accept; a token of a service is for this one only.</summary>
    private static InsideToken? TokenOf(HttpContext context, TokenHolder holder)
    {
        if (context.User.Identity?.AuthenticationType != InsideTokens.Type) return null;
        if (holder.Via is not null || holder.Roles.Contains(ServiceIdentity.Role)) return null;
        var ends = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        return IdentityHeaders.TokenIn(context.Request.Headers.Authorization.ToString()) is { } text && ends is { } at
            ? new InsideToken(text, at)
            : null;
    }

    private static string? Id(HttpContext context, string header)
    {
        var value = context.Request.Headers[header].ToString();
        return value.Length is > 0 and <= MaxIdLength && value.All(c => c is > ' ' and <= '~') ? value : null;
    }
}

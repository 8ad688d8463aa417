using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// Ends gRPC calls that are under way, streams above all, when what let them in is over: the token was revoked or has expired, the
/// workspace was archived, an elevation or a membership has ended.
/// </summary>
internal sealed class OpenRequests(EndedTokens ended, OpenWorkspaces workspaces, ActiveElevations elevations, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<OpenRequest, byte> open = new();

    /// <summary>Follows a request until it is done.</summary>
    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        var ends = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        using var request = new OpenRequest(Caller.Current, ends + TokenRules.ClockSkew, context.RequestAborted);
        context.RequestAborted = request.Ended;
        open[request] = 0;
        try
        {
            await next(context);
        }
        finally
        {
            open.TryRemove(request, out _);
        }

        if (request.IsOver && !context.Response.HasStarted) await Refusal.WriteAsync(context, Refusal.Unauthenticated);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            foreach (var (request, _) in open)
            {
                if (!Holds(request, now)) request.End();
            }
        }
    }

    private bool Holds(OpenRequest request, DateTimeOffset now)
    {
        var caller = request.Caller;
        return !(request.Ends <= now) && !(caller.RightsEnd <= now) && !ended.Has(caller.TokenId, now)
            && workspaces.Find(caller.Workspace) is not null
            && (caller.Elevation is null || elevations.Of(caller.Subject, caller.Workspace)?.Id == caller.Elevation);
    }
}

using System.Threading.RateLimiting;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Limiting;

/// <summary>
/// Lets through what the quotas of the request's workspace allow: so many requests of a subject a minute, and of all a day.
/// </summary>
internal sealed class QuotaGate(RequestDelegate next, OpenWorkspaces workspaces, RequestUsage usage, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // By the limit too: another quota begins with a full bucket.
    private readonly PartitionedRateLimiter<Asked> rates = PartitionedRateLimiter.Create<Asked, Asked>(
        asked => RateLimitPartition.GetTokenBucketLimiter(asked, BucketOf));

    public Task InvokeAsync(HttpContext context)
    {
        var caller = Caller.Current;
        if (workspaces.Find(caller.Workspace) is not { } quotas) return next(context);
        if (quotas.RequestsPerMinute > 0)
        {
            var subject = SubjectNames.Canonical(caller.Subject);
            using var lease = rates.AttemptAcquire(new Asked(caller.Workspace, subject, quotas.RequestsPerMinute));
            if (!lease.IsAcquired)
            {
                return RefuseAsync(
                    context, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Minute,
                    $"{caller.Subject} may make {quotas.RequestsPerMinute} requests a minute in workspace {caller.Workspace}.");
            }
        }

        return usage.TryCount(caller.Workspace, quotas.RequestsPerDay)
            ? next(context)
            : RefuseAsync(
                context, RequestUsage.LeftOfDay(time.GetUtcNow()),
                $"The workspace {caller.Workspace} may make {quotas.RequestsPerDay} requests a day.");
    }

    public void Dispose() => rates.Dispose();

    private static Task RefuseAsync(HttpContext context, TimeSpan wait, string message)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return Refusal.WriteAsync(context, new Refusal(Code.ResourceExhausted, message)
        {
            RetryAfter = seconds,
            Details = [Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) })],
        });
    }

    /// <summary>Filled again evenly: at once for many a minute, one by one for few.</summary>
    private static TokenBucketRateLimiterOptions BucketOf(Asked asked)
    {
        const int PeriodsOfMany = 600;
        var periods = Math.Min(asked.PerMinute, PeriodsOfMany);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = (int)asked.PerMinute,
            TokensPerPeriod = (int)Math.Ceiling((double)asked.PerMinute / periods),
            ReplenishmentPeriod = Minute / periods,
            QueueLimit = 0,
        };
    }

    private sealed record Asked(string Workspace, string Subject, long PerMinute);
}

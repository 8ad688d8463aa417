using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace MlOps.Gateway.Routing;

/// <summary>How much one caller may have under way at once, so that none crowds out the others.</summary>
internal static class CallerLimit
{
    /// <summary>Requests of one subject that run at the same time; one more is answered with 429.</summary>
    public const int RequestsAtOnce = 512;

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(
            context.User.Identity?.Name ?? "", _ => new ConcurrencyLimiterOptions { PermitLimit = RequestsAtOnce, QueueLimit = 0 }));
        options.OnRejected = async (rejected, cancellation) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await rejected.HttpContext.Response.WriteAsJsonAsync(
                new { error = $"More than {RequestsAtOnce} requests of this caller are under way." }, cancellation);
        };
    }
}

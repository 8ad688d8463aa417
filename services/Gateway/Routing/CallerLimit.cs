using System.Threading.RateLimiting;
using Google.Rpc;
using Microsoft.AspNetCore.RateLimiting;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Routing;

/// <summary>
/// How many concurrent requests one caller may have, so that no caller starves the others: <c>Gateway:RequestsAtOnce</c>.
/// </summary>
internal static class CallerLimit
{
    private const string Setting = "Gateway:RequestsAtOnce";
    private const int UsualRequestsAtOnce = 512;

    /// <summary>One request more of the same subject is refused: 429, or RESOURCE_EXHAUSTED over gRPC.</summary>
    public static void Configure(RateLimiterOptions options, IConfiguration configuration)
    {
        var limit = configuration.GetValue(Setting, UsualRequestsAtOnce);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(
            context.User.Identity?.Name ?? "", _ => new ConcurrencyLimiterOptions { PermitLimit = limit, QueueLimit = 0 }));
        options.OnRejected = async (rejected, _) => await Refusal.WriteAsync(
            rejected.HttpContext,
            new Refusal(Code.ResourceExhausted, $"More than {limit} requests of this caller are under way.") { RetryAfter = 1 });
    }
}

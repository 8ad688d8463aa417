using System.Collections.Concurrent;

namespace MlOps.Gateway.Routing;

/// <summary>How much one caller may have under way at once, so that none crowds out the others: <c>Gateway:RequestsAtOnce</c>.</summary>
internal sealed class CallerLimit(RequestDelegate next, IConfiguration configuration)
{
    private readonly int limit = configuration.GetValue("Gateway:RequestsAtOnce", 512);
    private readonly ConcurrentDictionary<string, Requests> callers = new();

    /// <summary>One request more of the same subject is refused: 429, or RESOURCE_EXHAUSTED over gRPC.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // Subjects are those that tokens were issued to: there are never too many of them to keep.
        var caller = callers.GetOrAdd(context.User.Identity?.Name ?? "", _ => new Requests());
        try
        {
            if (Interlocked.Increment(ref caller.UnderWay) <= limit)
            {
                await next(context);
                return;
            }
        }
        finally
        {
            Interlocked.Decrement(ref caller.UnderWay);
        }
        await Refusal.WriteAsync(
            context, StatusCodes.Status429TooManyRequests, Refusal.GrpcResourceExhausted,
            $"More than {limit} requests of this caller are under way.", context.RequestAborted);
    }

    private sealed class Requests
    {
        public int UnderWay;
    }
}

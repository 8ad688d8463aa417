using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Sets <see cref="Caller.Current"/> for the request and adds the correlation id to the response headers.</summary>
internal sealed class CallerMiddleware(RequestDelegate next)
{
    public const string CorrelationHeader = "x-correlation-id";
    public const string CausationHeader = "x-causation-id";
    private const int MaxIdLength = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var correlationId = Id(context, CorrelationHeader) ?? Guid.NewGuid().ToString("n");
        context.Response.Headers[CorrelationHeader] = correlationId;
        var caller = Caller.Of(context.User, correlationId, Id(context, CausationHeader), BearerHandler.TokenOf(context.Request));
        using (caller.Enter()) await next(context);
    }

    private static string? Id(HttpContext context, string header)
    {
        var value = context.Request.Headers[header].ToString();
        return value.Length is > 0 and <= MaxIdLength && value.All(c => c is > ' ' and <= '~') ? value : null;
    }
}

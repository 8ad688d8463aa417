using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>Lets in who knows the token of this start: browsers through the printed address, then a cookie; telemetry by its key.</summary>
internal sealed class DashboardAccess
{
    private const string Cookie = "aspire-dashboard";

    /// <summary>The token of the printed address.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The key that resources send with their telemetry.</summary>
    public string ApiKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var request = context.Request;
        if (request.Path == "/login")
        {
            if (!Same(request.Query["t"], Token)) return RefuseAsync(context);
            context.Response.Cookies.Append(Cookie, Token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
            context.Response.Redirect("/");
            return Task.CompletedTask;
        }
        var isAllowed = request.Path.StartsWithSegments("/v1") ? Same(request.Headers["x-otlp-api-key"], ApiKey) : Same(request.Cookies[Cookie], Token);
        return isAllowed ? next(context) : RefuseAsync(context);
    }

    private static bool Same(string? given, string wanted) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(wanted));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return context.Response.WriteAsync("Open the address, with its token, that the application printed.");
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>Lets in who knows the token of this start: browsers through the printed address, then a cookie; telemetry by its key.</summary>
internal sealed class DashboardAccess(int port, Page page)
{
    // Cookies belong to a host whatever the port, and several applications may run on this one.
    private readonly string cookie = $"aspire-dashboard-{port}";

    /// <summary>The token of the printed address.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The key that resources send with their telemetry.</summary>
    public string ApiKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        var request = context.Request;
        if (request.Path == "/login") return LoginAsync(context);
        if (request.Path.StartsWithSegments("/v1")) return Same(request.Headers["x-otlp-api-key"], ApiKey) ? next(context) : RefuseAsync(context);
        if (Page.IsPublic(request.Path) || Same(request.Cookies[cookie], Token)) return next(context);
        return request.Path == "/" ? page.Login("Open the address, with its token, that the application printed; or give the token here.").ExecuteAsync(context) : RefuseAsync(context);
    }

    private Task LoginAsync(HttpContext context)
    {
        if (!Same(context.Request.Query["t"], Token)) return page.Login("This is not the token of the running application: each start has its own.").ExecuteAsync(context);
        context.Response.Cookies.Append(cookie, Token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }

    private static bool Same(string? given, string wanted) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(wanted));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}

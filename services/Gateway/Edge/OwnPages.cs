using Google.Rpc;
using MlOps.ServiceDefaults.Errors;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;

namespace MlOps.Gateway.Edge;

/// <summary>
/// Refuses what pages of other origins let a browser change (cross-site request forgery): every method but those that only read. What is
/// no browser says nothing of an origin, and is let through.
/// </summary>
internal sealed class OwnPages(RequestDelegate next, EdgeSettings settings)
{
    private const string FetchSite = "Sec-Fetch-Site";
    private static readonly Refusal Refused = new(
        Code.PermissionDenied, "A page of another origin may not ask for changes here (setting Edge:Origins).");

    public Task InvokeAsync(HttpContext context)
    {
        if (OnlyReads(context.Request.Method) || IsOwn(context.Request)) return next(context);
        return Refusal.WriteAsync(context, Refused);
    }

    private static bool OnlyReads(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    /// <summary>The browser's own word on where the page is from, and the origin that it names: neither may be another's.</summary>
    private bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 1 && settings.Origins.Contains(origin[0]!)) return true;
        var site = request.Headers[FetchSite];
        if (site.Count > 0 && (site.Count > 1 || site[0] is not ("same-origin" or "none"))) return false;
        return origin.Count == 0 || (origin.Count == 1 && IsSame(origin[0], request));
    }

    private static bool IsSame(ReadOnlySpan<char> origin, HttpRequest request)
    {
        var scheme = request.Scheme.AsSpan();
        return origin.Length == scheme.Length + 3 + request.Host.Value?.Length
            && origin.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && origin[scheme.Length..].StartsWith("://")
            && origin[(scheme.Length + 3)..].Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The page itself: three files that are part of this assembly.</summary>
internal static class PageEndpoints
{
    public static void MapPage(this WebApplication app)
    {
        app.MapGet("/", () => File("dashboard.html", "text/html; charset=utf-8"));
        app.MapGet("/dashboard.js", () => File("dashboard.js", "text/javascript; charset=utf-8"));
        app.MapGet("/dashboard.css", () => File("dashboard.css", "text/css; charset=utf-8"));
    }

    private static IResult File(string name, string type) => Results.Stream(typeof(PageEndpoints).Assembly.GetManifestResourceStream(name)!, type);
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The page itself: files that are part of this assembly.</summary>
internal sealed class Page(string application)
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".svg"] = "image/svg+xml",
    };

    /// <summary>Whether a path is one of those files that tell nothing about the application.</summary>
    public static bool IsPublic(PathString path) => path == "/dashboard.css" || path == "/favicon.svg";

    public void Map(WebApplication app)
    {
        app.MapGet("/", () => Html("dashboard.html", ""));
        foreach (var name in typeof(Page).Assembly.GetManifestResourceNames())
        {
            if (Types.TryGetValue(Path.GetExtension(name), out var type)) app.MapGet($"/{name}", () => Results.Text(Read(name), type));
        }
    }

    /// <summary>Asks for the token.</summary>
    public IResult Login(string message) => Html("login.html", message);

    private IResult Html(string name, string message) => Results.Text(
        Read(name).Replace("{{application}}", WebUtility.HtmlEncode(application), StringComparison.Ordinal).Replace("{{message}}", WebUtility.HtmlEncode(message), StringComparison.Ordinal),
        "text/html; charset=utf-8",
        statusCode: message.Length > 0 ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MlOps.ServiceDefaults.Edge.Hosts;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// What every answer tells browsers: that it is what it says it is, is no page, is in no frame, and that links out of it say nothing. An
/// endpoint that serves pages sets its own policy.
/// </summary>
internal static class SecurityHeaders
{
    private const string ReferrerPolicy = "Referrer-Policy";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoContent = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues HttpsForAYear = "max-age=31536000";

    /// <summary>Sets them; those of before that are the same kind are replaced.</summary>
    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = NoContent;
        headers[ReferrerPolicy] = NoReferrer;
        // A browser would remember it for all ports of this machine.
        if (context.Request.IsHttps && !HostNames.Loopback.Has(context.Request.Host)) headers.StrictTransportSecurity = HttpsForAYear;
    }

    /// <summary>Of an answer that was forwarded: what the service has said holds, and is said once.</summary>
    public static void Join(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = Last(headers.XContentTypeOptions);
        headers.ContentSecurityPolicy = Last(headers.ContentSecurityPolicy);
        headers[ReferrerPolicy] = Last(headers[ReferrerPolicy]);
    }

    private static StringValues Last(StringValues values) => values.Count > 1 ? values[^1] : values;
}

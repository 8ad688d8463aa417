using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Names the span of each request and says how it ended (OpenTelemetry semantic conventions for HTTP and RPC servers), which ASP.NET Core leaves to others.</summary>
internal static class RequestSpans
{
    public static void UseRequestSpans(this WebApplication app) => app.Use((context, next) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span ? DescribeAsync(span, context, next) : next(context));

    private static async Task DescribeAsync(Activity span, HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isGrpc = request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (route is not null) span.SetTag("http.route", route);
        span.DisplayName = isGrpc ? request.Path.Value!.TrimStart('/') : route is null ? request.Method : $"{request.Method} /{route.TrimStart('/')}";

        await next(context);

        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError || (isGrpc && IsFailure(span.GetTagItem("grpc.status_code")))) span.SetStatus(ActivityStatusCode.Error);
    }

    // What the server did wrong; what the caller did wrong is no error of the server.
    private static bool IsFailure(object? code) =>
        int.TryParse(Convert.ToString(code, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var number)
        && (StatusCode)number is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}

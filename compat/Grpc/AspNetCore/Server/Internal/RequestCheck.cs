using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Refuses requests that are not gRPC over HTTP/2 or later, with a status of HTTP.</summary>
internal static class RequestCheck
{
    public static bool Refuses(HttpContext context)
    {
        var request = context.Request;
        if (!HeaderNames.IsGrpc(request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return true;
        }
        if (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol))
        {
            context.Response.ContentType = HeaderNames.ContentType;
            return false;
        }
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "HTTP/2";
        return true;
    }
}

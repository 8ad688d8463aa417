using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Refuses requests that are not gRPC over HTTP/2 or later, with a status of HTTP beside that of gRPC.</summary>
internal static class RequestCheck
{
    public static bool Refuses(HttpContext context)
    {
        var request = context.Request;
        if (!HeaderNames.IsGrpc(request.ContentType))
        {
            Refuse(context.Response, StatusCodes.Status415UnsupportedMediaType, request.ContentType is null
                ? "Content-Type is missing from the request."
                : $"Content-Type '{request.ContentType}' is not supported.");
            return true;
        }
        if (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol))
        {
            context.Response.ContentType = HeaderNames.ContentType;
            return false;
        }
        Refuse(context.Response, StatusCodes.Status426UpgradeRequired, $"Request protocol '{request.Protocol}' is not supported.");
        context.Response.Headers.Upgrade = "HTTP/2";
        return true;
    }

    private static void Refuse(HttpResponse response, int status, string detail)
    {
        response.StatusCode = status;
        ResponseStatus.Write(response.Headers, new Status(StatusCode.Internal, detail));
    }
}

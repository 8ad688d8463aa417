using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The response to an unauthenticated or forbidden request: a trailers-only gRPC response, or HTTP problem JSON.</summary>
internal sealed record Refusal(int HttpStatus, int GrpcStatus, string Message)
{
    public static Refusal Unauthenticated { get; } =
        new(StatusCodes.Status401Unauthorized, 16, "A bearer token is required: it is missing, expired or not of this system.");

    public static Refusal Forbidden { get; } = new(StatusCodes.Status403Forbidden, 7, "The caller's roles do not allow this.");

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = refusal.GrpcStatus.ToString();
            // Not percent-encoded: the messages are printable ASCII, and some clients do not decode.
            response.Headers["grpc-message"] = refusal.Message;
            return Task.CompletedTask;
        }

        response.StatusCode = refusal.HttpStatus;
        if (refusal.HttpStatus == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(refusal.Message, statusCode: refusal.HttpStatus).ExecuteAsync(context);
    }
}

using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Gives errors of the framework without a body, such as an unknown route or a method that it does not have, one.</summary>
internal static class EmptyRefusals
{
    public static void UseEmptyRefusals(this WebApplication app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null } response)
            await Refusal.WriteAsync(context, Of(response.StatusCode));
    });

    private static Refusal Of(int status) => new(CodeOf(status), $"{ReasonPhrases.GetReasonPhrase(status)}.") { HttpStatus = status };

    private static Code CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Code.Unauthenticated,
        StatusCodes.Status403Forbidden => Code.PermissionDenied,
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => Code.Unimplemented,
        StatusCodes.Status429TooManyRequests => Code.ResourceExhausted,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => Code.Unavailable,
        StatusCodes.Status504GatewayTimeout => Code.DeadlineExceeded,
        < 500 => Code.InvalidArgument,
        _ => Code.Internal,
    };
}

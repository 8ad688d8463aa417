using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// Changes UNKNOWN responses to INVALID_ARGUMENT. Grpc.AspNetCore parses a unary request before the interceptors run and answers UNKNOWN
/// if it is malformed; nothing else answers UNKNOWN, because <see cref="ErrorInterceptor"/> maps all exceptions of handlers.
/// </summary>
internal static class UnreadableRequests
{
    public const string Message = "The request is malformed.";

    private const string StatusHeader = "grpc-status";
    private static readonly string Unknown = $"{(int)StatusCode.Unknown}";
    private static readonly string InvalidArgument = $"{(int)StatusCode.InvalidArgument}";

    public static void UseUnreadableRequests(this WebApplication app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (context.Response.HasStarted || context.Response.Headers[StatusHeader] != Unknown) return;
        context.Response.Headers[StatusHeader] = InvalidArgument;
        context.Response.Headers["grpc-message"] = Message;
    });
}

using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// A single request is read before any interceptor runs, and gRPC answers UNKNOWN if its bytes make no sense. No handler answers
/// that (<see cref="ErrorInterceptor"/>), so it is always the caller's fault and becomes INVALID_ARGUMENT.
/// </summary>
internal static class UnreadableRequests
{
    public const string Message = "The request cannot be read.";

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

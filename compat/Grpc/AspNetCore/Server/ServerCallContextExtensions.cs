using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>Leads from a call to its HTTP context.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The key in <see cref="ServerCallContext.UserState"/> by which a context that wraps another offers the HTTP context.</summary>
    internal const string HttpContextKey = "__HttpContext";

    /// <summary>The HTTP context of a call.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpContextServerCallContext call) return call.HttpContext;
        return serverCallContext.UserState.TryGetValue(HttpContextKey, out var context) && context is HttpContext httpContext
            ? httpContext
            : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext. HttpContext can only be accessed when gRPC services are hosted by ASP.NET Core.");
    }
}

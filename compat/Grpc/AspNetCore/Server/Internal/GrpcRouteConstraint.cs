using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Lets only gRPC requests pass, so that the answer UNIMPLEMENTED shadows no other endpoint.</summary>
internal sealed class GrpcRouteConstraint : IRouteConstraint
{
    public const string Name = "grpcunimplemented";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && HeaderNames.IsGrpc(httpContext.Request.ContentType);
}

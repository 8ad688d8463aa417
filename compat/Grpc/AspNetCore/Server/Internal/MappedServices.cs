using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The services of an application, and the answer to calls of what they do not have: UNIMPLEMENTED.</summary>
internal sealed class MappedServices(IOptions<GrpcServiceOptions> options) : IRouteConstraint
{
    private readonly HashSet<string> services = new(StringComparer.Ordinal);

    public void Add(IEndpointRouteBuilder builder, IEnumerable<string> added)
    {
        if (services.Count == 0) MapUnimplemented(builder);
        services.UnionWith(added);
    }

    /// <summary>Lets only gRPC calls pass, so that the answer shadows no other endpoint.</summary>
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        HeaderNames.IsGrpc(httpContext?.Request.ContentType) && (options.Value.IgnoreUnknownServices != true || IsKnown(values["unimplementedService"]));

    private void MapUnimplemented(IEndpointRouteBuilder builder)
    {
        var pattern = RoutePatternFactory.Parse("{unimplementedService}/{unimplementedMethod}", defaults: null, parameterPolicies: new { unimplementedMethod = this });
        var endpoint = builder.Map(pattern, context =>
        {
            if (RequestCheck.Refuses(context)) return Task.CompletedTask;
            var detail = IsKnown(context.Request.RouteValues["unimplementedService"]) ? "Method is unimplemented." : "Service is unimplemented.";
            ResponseStatus.Write(context.Response.Headers, new Status(StatusCode.Unimplemented, detail));
            return Task.CompletedTask;
        });
        endpoint.WithDisplayName("gRPC - Unimplemented");
        endpoint.WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
    }

    private bool IsKnown(object? service) => service is string name && services.Contains(name);
}

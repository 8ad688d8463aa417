using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers calls of what the services of an application do not have, and of services that it does not have: UNIMPLEMENTED.</summary>
internal sealed class UnimplementedEndpoints(IOptions<GrpcServiceOptions> options)
{
    private readonly HashSet<string> services = new(StringComparer.Ordinal);
    private bool answersUnknownServices;

    /// <summary>Maps the answers for added services; the conventions of these services hold for them too.</summary>
    public List<IEndpointConventionBuilder> Map(IEndpointRouteBuilder builder, IEnumerable<string> added, bool? ignoreUnknownMethods)
    {
        var ignore = options.Value.IgnoreUnknownServices ?? false;
        var endpoints = new List<IEndpointConventionBuilder>();
        if (!ignore && !answersUnknownServices)
        {
            answersUnknownServices = true;
            endpoints.Add(Map(builder, "{unimplementedService}/{unimplementedMethod}", "Unimplemented service", "Service is unimplemented."));
        }
        foreach (var service in added)
        {
            if (services.Add(service) && !(ignoreUnknownMethods ?? ignore))
                endpoints.Add(Map(builder, $"{service}/{{unimplementedMethod}}", $"Unimplemented method for {service}", "Method is unimplemented."));
        }
        return endpoints;
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder builder, string pattern, string name, string detail)
    {
        var endpoint = builder.Map(RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: new { unimplementedMethod = new OnlyGrpc() }), context =>
        {
            context.Response.ContentType = HeaderNames.ContentType;
            ResponseStatus.Write(context.Response.Headers, new Status(StatusCode.Unimplemented, detail));
            return Task.CompletedTask;
        });
        endpoint.WithDisplayName($"gRPC - {name}");
        return endpoint;
    }

    /// <summary>Lets only gRPC calls pass, so that the answers shadow no other endpoint.</summary>
    private sealed class OnlyGrpc : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is { Request: var request } && HttpMethods.IsPost(request.Method) && HeaderNames.IsGrpc(request.ContentType);
    }
}

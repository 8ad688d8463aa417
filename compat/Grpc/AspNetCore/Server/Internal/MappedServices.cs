using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The services and methods of an application, and the answer to calls of all others.</summary>
internal sealed class MappedServices(IOptions<GrpcServiceOptions> options)
{
    private readonly HashSet<string> services = new(StringComparer.Ordinal);
    private bool unknownServicesMapped;

    public void MapUnimplemented(IEndpointRouteBuilder builder, IEnumerable<string> added)
    {
        foreach (var service in added)
        {
            if (!services.Add(service)) continue;
            Map(builder, $"{service}/{{unimplementedMethod:{GrpcRouteConstraint.Name}}}", "Method is unimplemented.");
        }
        if (unknownServicesMapped || options.Value.IgnoreUnknownServices == true) return;
        unknownServicesMapped = true;
        Map(builder, $"{{unimplementedService}}/{{unimplementedMethod:{GrpcRouteConstraint.Name}}}", "Service is unimplemented.");
    }

    private static void Map(IEndpointRouteBuilder builder, string pattern, string detail)
    {
        var endpoint = builder.Map(RoutePatternFactory.Parse(pattern), context =>
        {
            if (RequestCheck.Refuses(context)) return Task.CompletedTask;
            ResponseStatus.Write(context.Response.Headers, new Status(StatusCode.Unimplemented, detail));
            return Task.CompletedTask;
        });
        endpoint.WithDisplayName($"gRPC - {detail}");
        endpoint.WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
        endpoint.Add(e => ((RouteEndpointBuilder)e).Order = int.MaxValue);
    }
}

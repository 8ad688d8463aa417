using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Turns the methods that it is told into endpoints.</summary>
internal abstract class EndpointBinder(IEndpointRouteBuilder builder, GrpcServiceOptions? own) : ServiceBinderBase
{
    private readonly List<IEndpointConventionBuilder> endpoints = [];
    private readonly HashSet<string> services = [];

    protected MethodOptions Options { get; } = new(
        builder.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
        own,
        builder.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler"));

    /// <summary>Adds the answers for methods that the services do not have.</summary>
    public GrpcServiceEndpointConventionBuilder Finish(UnimplementedEndpoints unimplemented) =>
        new([.. endpoints, .. unimplemented.Map(builder, services, own?.IgnoreUnknownServices)]);

    protected void Map(IMethod method, RequestDelegate handler, Type serviceType, IEnumerable<object> metadata)
    {
        services.Add(method.ServiceName);
        var endpoint = builder.Map(RoutePatternFactory.Parse(method.FullName), handler);
        endpoint.WithDisplayName($"gRPC - {method.FullName}");
        endpoint.WithMetadata([
            new GrpcMethodMetadata(serviceType, method),
            .. metadata,
            new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true),
        ]);
        endpoints.Add(endpoint);
    }
}

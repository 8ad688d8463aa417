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
internal abstract class EndpointBinder(IEndpointRouteBuilder builder) : ServiceBinderBase
{
    public List<IEndpointConventionBuilder> Endpoints { get; } = [];

    public HashSet<string> Services { get; } = [];

    protected MethodOptions CreateOptions(GrpcServiceOptions? own) => new(
        builder.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
        own,
        builder.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler"));

    protected TOptions GetOptions<TOptions>()
        where TOptions : class => builder.ServiceProvider.GetRequiredService<IOptions<TOptions>>().Value;

    protected void Map(IMethod method, RequestDelegate handler, Type serviceType, IEnumerable<object> metadata)
    {
        Services.Add(method.ServiceName);
        var endpoint = builder.Map(RoutePatternFactory.Parse(method.FullName), handler);
        endpoint.WithDisplayName($"gRPC - {method.FullName}");
        endpoint.WithMetadata([
            .. metadata,
            new HttpMethodMetadata([HttpMethods.Post]),
            new GrpcMethodMetadata(serviceType, method),
        ]);
        Endpoints.Add(endpoint);
    }
}

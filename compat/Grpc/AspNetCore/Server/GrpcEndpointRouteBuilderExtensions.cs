using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service; an instance is taken from the container, or created, for each call.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var unimplemented = Unimplemented(builder);
        var binder = new ServiceTypeBinder<TService>(builder);
        binder.Bind();
        return binder.Finish(unimplemented);
    }

    /// <summary>Maps every method of a definition.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService(this IEndpointRouteBuilder builder, ServerServiceDefinition serviceDefinition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serviceDefinition);
        var unimplemented = Unimplemented(builder);
        var binder = new DefinitionBinder(builder);
        serviceDefinition.BindService(binder);
        return binder.Finish(unimplemented);
    }

    private static UnimplementedEndpoints Unimplemented(IEndpointRouteBuilder builder) =>
        builder.ServiceProvider.GetService<UnimplementedEndpoints>()
        ?? throw new InvalidOperationException("Unable to find the required services. Please add all the required services by calling 'IServiceCollection.AddGrpc' inside the call to 'ConfigureServices(...)' in the application startup code.");
}

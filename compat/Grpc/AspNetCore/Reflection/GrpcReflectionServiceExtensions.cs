using Grpc.Reflection;
using Grpc.Reflection.Internal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds reflection to an application.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds reflection of all mapped services.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new ReflectionServiceImpl([.. MappedDescriptors.Of(provider.GetRequiredService<EndpointDataSource>())]));
        services.TryAddSingleton(provider => new ReflectionV1ServiceImpl([.. MappedDescriptors.Of(provider.GetRequiredService<EndpointDataSource>())]));
        return services;
    }
}

using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.Reflection.Internal;

/// <summary>The descriptors of the services that an application maps.</summary>
internal static class MappedDescriptors
{
    public static IEnumerable<ServiceDescriptor> Of(EndpointDataSource endpoints)
    {
        var types = endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType).OfType<Type>().Distinct();
        foreach (var type in types)
        {
            // Generated code puts the descriptor beside the method that binds the service.
            var descriptor = type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
                .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
            if (descriptor is ServiceDescriptor service) yield return service;
        }
    }
}

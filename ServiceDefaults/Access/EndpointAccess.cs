using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MlOps.Contracts.Access.V1;

namespace MlOps.ServiceDefaults.Access;

/// <summary>Reads what endpoints require: gRPC methods in the options of their proto, the others in their metadata.</summary>
internal sealed class EndpointAccess
{
    // What Grpc.AspNetCore maps itself, to answer UNIMPLEMENTED; it has no metadata.
    private const string Unimplemented = "gRPC - Unimplemented ";

    private readonly ConditionalWeakTable<Endpoint, AccessRule> rules = [];

    /// <summary>The rule of an endpoint; of one that says nothing, a rule that nobody satisfies.</summary>
    public AccessRule Of(Endpoint? endpoint)
    {
        if (endpoint is null) return AccessRule.Unmapped;
        return rules.TryGetValue(endpoint, out var known) ? known : rules.GetValue(endpoint, static of => Find(of) ?? Closed(of));
    }

    /// <summary>The rule of an endpoint; null if it says nothing, or names what is no permission.</summary>
    public static AccessRule? Find(Endpoint endpoint)
    {
        // Not mapped by anybody: the framework's own answers 405 and 415.
        if (endpoint is not RouteEndpoint) return AccessRule.Unmapped;
        if (endpoint.DisplayName?.StartsWith(Unimplemented, StringComparison.Ordinal) == true) return AccessRule.Unmapped;
        var method = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>();
        var required = OfMethod(method) ?? OfMapping(endpoint.Metadata);
        if (required is null || (required.Kind == AccessKind.Permission && !Roles.IsPermission(required.Permission))) return null;
        return new AccessRule(required.Kind, required.Permission, NameOf(endpoint), method is not null);
    }

    /// <summary>What an endpoint is called: <c>package.Service/Method</c>, or the HTTP method and the route.</summary>
    public static string NameOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method) return method.Method.FullName.TrimStart('/');
        var verbs = string.Join(',', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []);
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "";
        return verbs.Length == 0 ? route : $"{verbs} {route}";
    }

    private static AccessRule Closed(Endpoint endpoint) => new(AccessKind.Permission, "", NameOf(endpoint), IsGrpc: false);

    private static AccessRequirement? OfMapping(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAllowAnonymous>() is not null
            ? new AccessRequirement(AccessKind.Anonymous)
            : metadata.GetMetadata<AccessRequirement>();

    private static AccessRequirement? OfMethod(GrpcMethodMetadata? method)
    {
        if (method is null || DescriptorOf(method.ServiceType)?.FindMethodByName(method.Method.Name)?.GetOptions() is not { } options)
            return null;
        if (options.HasExtension(AccessExtensions.Permission))
            return new AccessRequirement(AccessKind.Permission, options.GetExtension(AccessExtensions.Permission));
        return options.GetExtension(AccessExtensions.Anonymous) ? new AccessRequirement(AccessKind.Anonymous) : null;
    }

    /// <summary>The descriptor that protoc generated beside the base class of the service.</summary>
    private static ServiceDescriptor? DescriptorOf(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } bound)
                return bound.BindType.GetProperty("Descriptor")?.GetValue(null) as ServiceDescriptor;
        }

        return null;
    }
}

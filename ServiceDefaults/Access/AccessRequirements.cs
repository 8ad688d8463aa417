using Microsoft.AspNetCore.Builder;

namespace MlOps.ServiceDefaults.Access;

/// <summary>
/// Says at the mapping of an endpoint who may call it. gRPC methods say it in their proto instead, which has precedence; an endpoint that
/// says nothing stops the service at its start.
/// </summary>
public static class AccessRequirements
{
    /// <summary>
    /// The caller needs the permission, e.g. <c>inference.models.predict</c>; <c>docs/access.md</c> says which roles have it.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRequirement(AccessKind.Permission, permission));

    /// <summary>The caller needs a valid token, whatever its roles.</summary>
    public static TBuilder RequireIdentity<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRequirement(AccessKind.Identity));

    /// <summary>The caller needs a valid token, unless the request comes from this machine.</summary>
    public static TBuilder RequireLocalOrIdentity<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRequirement(AccessKind.LocalOrIdentity));
}

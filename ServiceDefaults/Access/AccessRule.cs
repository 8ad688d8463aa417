namespace MlOps.ServiceDefaults.Access;

/// <summary>What an endpoint requires, and what it is called in the record.</summary>
/// <param name="Kind">What the caller must have.</param>
/// <param name="Permission">The permission; empty unless the kind is <see cref="AccessKind.Permission"/>.</param>
/// <param name="Method"><c>package.Service/Method</c>, or the HTTP method and the route.</param>
/// <param name="IsGrpc">Whether it is a gRPC method.</param>
internal sealed record AccessRule(AccessKind Kind, string Permission, string Method, bool IsGrpc)
{
    /// <summary>Where nothing is mapped: a stranger does not learn what is there and what is not.</summary>
    public static AccessRule Unmapped { get; } = new(AccessKind.Identity, "", "", IsGrpc: false);
}

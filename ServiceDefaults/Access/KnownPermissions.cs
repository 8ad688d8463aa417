using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using MlOps.Contracts.Access.V1;

namespace MlOps.ServiceDefaults.Access;

/// <summary>Every permission that any service asks for: what the protos say, and what depends on whose a thing is.</summary>
public static class KnownPermissions
{
    // Handlers ask for these, so no proto names them.
    private static readonly string[] Others =
    [
        "identity.elevations.end_all", "lineage.predictions.read_all", "operations.operations.cancel_all",
        "operations.operations.read_all", "serving.predictions.read_all",
    ];

    private static readonly Lazy<FrozenSet<string>> Found = new(() => OfProtos().Concat(Others).ToFrozenSet());

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All => Found.Value;

    /// <summary>The first parts of all of them, in order.</summary>
    public static IEnumerable<string> Areas => All.Select(permission => permission.Split('.')[0]).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Whether a pattern allows anything at all.</summary>
    public static bool AnyOf(string pattern) => All.Any(permission => PermissionPattern.Covers(pattern, permission));

    private static IEnumerable<string> OfProtos() => typeof(AccessExtensions).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>()
        .SelectMany(file => file.Services).SelectMany(service => service.Methods)
        .Select(method => method.GetOptions()?.GetExtension(AccessExtensions.Permission)).OfType<string>()
        .Where(permission => permission.Length > 0);
}

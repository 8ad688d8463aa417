using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace MlOps.ServiceDefaults.Access;

/// <summary>
/// The one table of who may do what: role → permissions. A permission is <c>area.resource.verb</c>, and <c>*</c> stands for any of the
/// three. Among the verbs, <c>read</c> shows what things are, <c>read_content</c> what is in them (rows, files, values) and
/// <c>read_all</c> what other callers did; every other verb changes something. <c>docs/access.md</c> spells the table out.
/// </summary>
public static class Roles
{
    /// <summary>The role of services, which nobody can be given: what they call on their own account, and no more.</summary>
    public const string Service = "service";

    private const char Separator = '.';

    private static readonly FrozenDictionary<string, string[]> Table = new Dictionary<string, string[]>
    {
        ["viewer"] = ["*.*.read"],
        ["engineer"] =
        [
            "*.*.read", "catalog.*.*", "features.*.*", "experiments.*.*", "registry.models.*", "registry.versions.*", "registry.gates.*",
            "registry.approvals.request", "serving.*.*", "inference.*.*", "monitoring.*.*", "lineage.*.*", "audit.*.read_all",
            "messaging.*.read_all", "operations.*.read_all", "operations.operations.cancel", "identity.secrets.*",
            "identity.elevations.begin", "identity.elevations.end", "identity.elevations.read_all",
        ],
        ["approver"] =
        [
            "*.*.read", "experiments.artifacts.read_content", "registry.gates.*", "registry.approvals.approve",
            "registry.approvals.reject", "registry.approvals.withdraw", "lineage.*.*", "audit.*.read_all", "messaging.*.read_all",
            "operations.*.read_all", "identity.elevations.begin", "identity.elevations.end", "identity.elevations.read_all",
        ],
        ["auditor"] = ["*.*.read", "*.*.read_content", "*.*.read_all"],
        ["application"] = ["inference.*.*", "serving.predictions.read", "monitoring.ground_truth.record", "identity.self.read"],
        ["admin"] = ["*.*.*"],
        // What services call on their own account: which version may serve, the features of a prediction, secrets.
        [Service] =
        [
            "registry.models.read", "registry.versions.read", "features.entities.read", "features.views.read", "features.services.read",
            "features.values.read_content", "identity.secrets.use",
        ],
    }.ToFrozenDictionary();

    /// <summary>
    /// What no pattern of another role means, not even the admin's: the value of a secret goes to the service that needs it alone.
    /// </summary>
    private static readonly FrozenSet<string> OfServicesOnly = ["identity.secrets.use"];

    private static readonly ConcurrentDictionary<string, FrozenSet<string>> Cached = new();

    /// <summary>The roles that a token can be given, in the order of the page.</summary>
    public static IReadOnlyList<string> Assignable { get; } = ["viewer", "engineer", "approver", "auditor", "application", "admin"];

    /// <summary>The roles that have a permission.</summary>
    public static IReadOnlySet<string> With(string permission) => Cached.GetOrAdd(permission, Having);

    /// <summary>Whether services alone may have a permission, for themselves or for a person, whatever that person's roles.</summary>
    public static bool IsOfServicesOnly(string permission) => OfServicesOnly.Contains(permission);

    /// <summary>Whether a text is a permission: three names in lower case with dots between.</summary>
    public static bool IsPermission(string text) =>
        text.Split(Separator) is { Length: 3 } parts && parts.All(PermissionPattern.IsName);

    /// <summary>Whether a role is one of these, and no custom one.</summary>
    public static bool IsBuiltIn(string role) => Table.ContainsKey(role);

    /// <summary>What a role allows, as patterns; nothing if it is not one of these.</summary>
    public static IReadOnlyList<string> PermissionsOf(string role) => Table.GetValueOrDefault(role) ?? [];

    private static FrozenSet<string> Having(string permission) => IsOfServicesOnly(permission)
        ? [Service]
        : Table.Where(role => role.Value.Any(pattern => PermissionPattern.Covers(pattern, permission)))
            .Select(role => role.Key).ToFrozenSet();
}

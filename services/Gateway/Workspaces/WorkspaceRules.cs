using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>What requests about workspaces must keep to.</summary>
internal static partial class WorkspaceRules
{
    public static bool IsName(string name) => Name().IsMatch(name);

    public static Faults CheckWorkspace(this Faults faults, string name) => faults.Require(
        IsName(name), "name", "must be 1 to 63 characters of a-z, 0-9 and '-', beginning and ending with a letter or digit");

    public static Faults CheckText(this Faults faults, string description, IDictionary<string, string> tags) => faults
        .Length(description, "description", Limits.DescriptionLength)
        .Map(tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength);

    /// <summary>Workspaces are managed from the default one: whoever is an administrator of another administers that one only.</summary>
    /// <exception cref="PermissionDeniedException">The caller is in another workspace.</exception>
    public static void RequirePlatform()
    {
        if (Caller.Current.Workspace != Workspace.Default)
            throw new PermissionDeniedException($"workspaces are managed from the workspace {Workspace.Default}");
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();
}

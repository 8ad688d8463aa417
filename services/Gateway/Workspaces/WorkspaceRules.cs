using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>What requests about workspaces must keep to.</summary>
internal static class WorkspaceRules
{
    public static Faults CheckWorkspace(this Faults faults, string name) => faults.Require(
        RequestWorkspace.IsName(name), "name",
        "must be 1 to 63 characters of a-z, 0-9 and '-', beginning and ending with a letter or digit");

    public static Faults CheckText(this Faults faults, string description, IDictionary<string, string> tags) => faults
        .Length(description, "description", Limits.DescriptionLength)
        .Map(tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength);
}

using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Workspaces;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Workspaces and their events as the messages of the contract.</summary>
internal static class WorkspaceMessages
{
    public static V1.Workspace ToWire(this Workspace workspace) => new()
    {
        Name = workspace.Name,
        Description = workspace.Description,
        Tags = { workspace.Tags },
        Creator = workspace.Creator,
        CreateTime = workspace.CreatedAt.ToTimestamp(),
        Archived = workspace.Archived,
        Revision = workspace.Revision,
    };

    public static V1.WorkspaceCreated ToWire(this WorkspaceCreated e) =>
        new() { Workspace = e.Workspace, Description = e.Description, Tags = { e.Tags } };

    public static V1.WorkspaceUpdated ToWire(this WorkspaceUpdated e) =>
        new() { Workspace = e.Workspace, Description = e.Description, Tags = { e.Tags } };

    public static V1.WorkspaceArchived ToWire(this WorkspaceArchived e) => new() { Workspace = e.Workspace };
}

using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>
/// Names of uploads: the id of the operation, after its workspace. In <c>default</c> the id alone, as before there were workspaces.
/// </summary>
internal static class UploadName
{
    /// <summary>The upload of an operation in the caller's workspace.</summary>
    public static string Of(string operation) =>
        Caller.Current.Workspace == Caller.DefaultWorkspace ? operation : $"{Caller.Current.Workspace}.{operation}";

    /// <summary>The workspace and the id of an upload's operation.</summary>
    public static ScopedName OperationOf(string name) =>
        name.Split('.') is [var workspace, var operation]
            ? new ScopedName(workspace, operation)
            : new ScopedName(Caller.DefaultWorkspace, name);
}

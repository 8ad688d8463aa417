using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>Archives a workspace: nobody is let into it any more. The default one stays.</summary>
internal sealed class ArchiveWorkspace(Mutations mutations, OpenWorkspaces workspaces)
{
    public async Task<Workspace> HandleAsync(ArchiveWorkspaceRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll("identity.workspaces.archive");
        new Faults().CheckWorkspace(request.Name).Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var by = Caller.Current.Subject;
        using var platform = Platform.Enter();
        var archived = await mutations.ApplyAsync<Workspace>(
            Workspace.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        workspaces.Changed(archived.State);
        return archived.State;
    }

    public static IEnumerable<object> Decide(Workspace? state, ArchiveWorkspaceRequest request, string by, DateTimeOffset now)
    {
        var workspace = Workspace.Existing(state, request.Name);
        if (workspace.Name == Workspace.Default)
            throw new RuleBrokenException("default-workspace", workspace.Id, $"The workspace {Workspace.Default} cannot be archived.");
        return workspace.Archived ? [] : [new WorkspaceArchived(workspace.Name, by, now)];
    }
}

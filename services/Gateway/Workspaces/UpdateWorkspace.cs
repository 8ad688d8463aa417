using System.Collections.Immutable;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>Updates description and tags of a workspace.</summary>
internal sealed class UpdateWorkspace(Mutations mutations)
{
    private const string Description = "description";
    private const string Tags = "tags";

    public async Task<Workspace> HandleAsync(UpdateWorkspaceRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll("identity.workspaces.update");
        var mask = request.UpdateMask;
        new Faults().CheckWorkspace(request.Name).CheckText(request.Description, request.Tags)
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .Require(mask is { Paths.Count: > 0 }, "update_mask", "must name the fields to change")
            .Require(mask?.Paths.All(path => path is Description or Tags) != false, "update_mask", $"may name {Description}, {Tags}")
            .ThrowIfAny();
        var by = Caller.Current.Subject;
        using var platform = Platform.Enter();
        var updated = await mutations.ApplyAsync<Workspace>(
            Workspace.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return updated.State;
    }

    public static IEnumerable<object> Decide(Workspace? state, UpdateWorkspaceRequest request, string by, DateTimeOffset now)
    {
        var workspace = Workspace.Existing(state, request.Name).Open();
        var paths = request.UpdateMask.Paths;
        var description = paths.Contains(Description) ? request.Description : workspace.Description;
        var tags = paths.Contains(Tags) ? request.Tags.ToImmutableSortedDictionary() : workspace.Tags;
        return description == workspace.Description && tags.SequenceEqual(workspace.Tags)
            ? []
            : [new WorkspaceUpdated(workspace.Name, description, tags, by, now)];
    }
}

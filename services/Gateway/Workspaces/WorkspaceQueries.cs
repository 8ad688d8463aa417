using Marten;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Workspaces;

/// <summary>Reads workspaces: in the default one all of them, in another that one.</summary>
internal sealed class WorkspaceQueries(IQuerySession session)
{
    public async Task<Workspace> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().CheckWorkspace(name).ThrowIfAny();
        if (!SeesAll && name != Caller.Current.Workspace) throw new NotFoundException("workspace", name);
        return Workspace.Existing(await session.LoadAsync<Workspace>(Workspace.StreamOf(name), cancellation), name);
    }

    /// <summary>By name.</summary>
    public Task<Page<Workspace>> ListAsync(ListWorkspacesRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.NamePrefix, "name_prefix", Limits.NameLength)
            .Map(request.Tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength).ThrowIfAny();
        var query = new DocumentQuery<Workspace>(workspace => workspace.Id, request.Descending).WithTags(request.Tags);
        if (!SeesAll) query.Where("id = ?", Workspace.StreamOf(Caller.Current.Workspace));
        if (request.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", Workspace.StreamOf(request.NamePrefix));
        if (!request.ShowArchived) query.Where("data ->> 'Archived' = 'false'");
        return query.PageAsync(session, page, cancellation);
    }

    /// <summary>The names of all that are not archived.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(CancellationToken cancellation) =>
        [.. (await new DocumentQuery<Workspace>(workspace => workspace.Id).Where("data ->> 'Archived' = 'false'")
            .IdsAsync(session, cancellation)).Select(id => id[Workspace.StreamPrefix.Length..])];

    private static bool SeesAll => Caller.Current.Workspace == Workspace.Default;
}

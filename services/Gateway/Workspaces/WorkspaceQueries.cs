using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Workspaces;

/// <summary>Reads workspaces: those in which the caller's token holds.</summary>
internal sealed class WorkspaceQueries(CallerSessions sessions)
{
    public async Task<Workspace> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().CheckWorkspace(name).ThrowIfAny();
        var enters = Caller.Current.Enters;
        if (!enters.Contains(TokenHolder.AllWorkspaces) && !enters.Contains(name)) throw new NotFoundException("workspace", name);
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return Workspace.Existing(await session.LoadAsync<Workspace>(Workspace.StreamOf(name), cancellation), name);
    }

    /// <summary>By name.</summary>
    public async Task<Page<Workspace>> ListAsync(ListWorkspacesRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.NamePrefix, "name_prefix", Limits.NameLength)
            .Map(request.Tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength).ThrowIfAny();
        var query = new DocumentQuery<Workspace>(workspace => workspace.Id, request.Descending).WithTags(request.Tags);
        if (!Caller.Current.Enters.Contains(TokenHolder.AllWorkspaces))
            query.Where("id = any(?)", [Caller.Current.Enters.Select(Workspace.StreamOf).ToArray()]);
        if (request.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", Workspace.StreamOf(request.NamePrefix));
        if (!request.ShowArchived) query.Where("data ->> 'Archived' = 'false'");
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>The names of all that are not archived.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var ids = await new DocumentQuery<Workspace>(workspace => workspace.Id).Where("data ->> 'Archived' = 'false'")
            .IdsAsync(session, cancellation);
        return [.. ids.Select(id => id[Workspace.StreamPrefix.Length..])];
    }
}

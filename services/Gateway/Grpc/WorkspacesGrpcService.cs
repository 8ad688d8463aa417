using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Limiting;
using MlOps.Gateway.Members;
using MlOps.Gateway.Wire;
using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Workspaces</c></summary>
internal sealed class WorkspacesGrpcService(
    CreateWorkspace create, UpdateWorkspace update, SetQuotas setQuotas, ArchiveWorkspace archive, WorkspaceQueries workspaces,
    RequestUsage usage, SetMember set, RemoveMember remove, MemberQueries members, KnownRoles roles)
    : V1.Workspaces.WorkspacesBase
{
    public override async Task<V1.Workspace> CreateWorkspace(CreateWorkspaceRequest request, ServerCallContext context) =>
        (await create.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Workspace> GetWorkspace(GetWorkspaceRequest request, ServerCallContext context) =>
        (await workspaces.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListWorkspacesResponse> ListWorkspaces(ListWorkspacesRequest request, ServerCallContext context)
    {
        var page = await workspaces.ListAsync(request, context.CancellationToken);
        var response = new ListWorkspacesResponse();
        response.NextPageToken = page.WriteTo(response.Workspaces, WorkspaceMessages.ToWire);
        return response;
    }

    public override async Task<V1.Workspace> UpdateWorkspace(UpdateWorkspaceRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Workspace> SetQuotas(SetQuotasRequest request, ServerCallContext context) =>
        (await setQuotas.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Usage> GetUsage(GetUsageRequest request, ServerCallContext context)
    {
        var workspace = await workspaces.GetAsync(request.Name, context.CancellationToken);
        var requests = await usage.TodayAsync(workspace.Name, context.CancellationToken);
        return new Usage { Workspace = workspace.Name, RequestsToday = requests, Quotas = workspace.Quotas.ToWire() };
    }

    public override async Task<V1.Workspace> ArchiveWorkspace(ArchiveWorkspaceRequest request, ServerCallContext context) =>
        (await archive.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Member> SetMember(SetMemberRequest request, ServerCallContext context) =>
        (await set.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Member> RemoveMember(RemoveMemberRequest request, ServerCallContext context) =>
        (await remove.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<ListMembersResponse> ListMembers(ListMembersRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        MemberRules.Check(request, roles);
        var page = await members.ListAsync(request, asked, context.CancellationToken);
        var response = new ListMembersResponse();
        response.NextPageToken = page.WriteTo(response.Members, MemberMessages.ToWire);
        return response;
    }
}

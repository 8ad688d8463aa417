using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Wire;
using MlOps.Gateway.Workspaces;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Workspaces</c></summary>
internal sealed class WorkspacesGrpcService(
    CreateWorkspace create, UpdateWorkspace update, ArchiveWorkspace archive, WorkspaceQueries workspaces)
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

    public override async Task<V1.Workspace> ArchiveWorkspace(ArchiveWorkspaceRequest request, ServerCallContext context) =>
        (await archive.HandleAsync(request, context.CancellationToken)).ToWire();
}

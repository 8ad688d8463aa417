using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.EventSourcing;
using RegisteredModel = MlOps.Contracts.Registry.V1.RegisteredModel;
using State = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Grpc;

/// <summary>mlops.registry.v1.ModelRegistry.</summary>
internal sealed class RegistryGrpcService(
    RegisteredModels models,
    RegisterModel register,
    CreateModelVersion create,
    DefineGate defineGate,
    RequestApproval requestApproval,
    ApproveModelVersion approve,
    RejectModelVersion reject,
    PromoteModelVersion promote,
    RemoveAlias removeAlias) : ModelRegistry.ModelRegistryBase
{
    public override async Task<RegisteredModel> RegisterModel(RegisterModelRequest request, ServerCallContext context) =>
        (await register.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> GetModel(GetModelRequest request, ServerCallContext context) =>
        (await models.GetAsync(request.Name, context.CancellationToken)).ToMessage();

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await models.ListAsync(PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListModelsResponse { Models = { page.Take(size).Select(RegistryMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(response.Models[^1].Name);
        return response;
    }

    public override async Task<ModelVersion> CreateModelVersion(CreateModelVersionRequest request, ServerCallContext context)
    {
        var created = await create.HandleAsync(request, context.CancellationToken);
        return await VersionAsync(created, created.State.Versions.Count, context);
    }

    public override async Task<ModelVersion> GetModelVersion(GetModelVersionRequest request, ServerCallContext context)
    {
        var version = request.WhichCase == GetModelVersionRequest.WhichOneofCase.Alias
            ? await models.GetVersionByAliasAsync(request.Model, request.Alias, context.CancellationToken)
            : await models.GetVersionAsync(request.Model, request.Version, context.CancellationToken);
        return version.ToMessage();
    }

    public override async Task<ListModelVersionsResponse> ListModelVersions(ListModelVersionsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await models.ListVersionsAsync(request.Model, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListModelVersionsResponse { Versions = { page.Take(size).Select(RegistryMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Id);
        return response;
    }

    public override async Task<RegisteredModel> DefineGate(DefineGateRequest request, ServerCallContext context) =>
        (await defineGate.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<ModelVersion> RequestApproval(RequestApprovalRequest request, ServerCallContext context) =>
        await VersionAsync(await requestApproval.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> ApproveModelVersion(ApproveModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await approve.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> RejectModelVersion(RejectModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await reject.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<RegisteredModel> PromoteModelVersion(PromoteModelVersionRequest request, ServerCallContext context) =>
        (await promote.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> RemoveAlias(RemoveAliasRequest request, ServerCallContext context) =>
        (await removeAlias.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    private async Task<ModelVersion> VersionAsync(Mutated<State> mutated, long version, ServerCallContext context) =>
        (await models.GetVersionAsync(mutated.State, version, context.CancellationToken)).ToMessage();
}

using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using RegisteredModel = MlOps.Contracts.Registry.V1.RegisteredModel;
using State = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Grpc;

/// <summary>mlops.registry.v1.ModelRegistry.</summary>
internal sealed class RegistryGrpcService(
    RegisteredModels models,
    RegisterModel register,
    UpdateModel update,
    ArchiveModel archive,
    CreateModelVersion create,
    UpdateModelVersion updateVersion,
    DefineGate defineGate,
    RemoveGate removeGate,
    RequestApproval requestApproval,
    ApproveModelVersion approve,
    RejectModelVersion reject,
    WithdrawApproval withdraw,
    PromoteModelVersion promote,
    RemoveAlias removeAlias,
    GateKinds kinds,
    TimeProvider time) : ModelRegistry.ModelRegistryBase
{
    public override async Task<RegisteredModel> RegisterModel(RegisterModelRequest request, ServerCallContext context) =>
        (await register.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> GetModel(GetModelRequest request, ServerCallContext context) =>
        (await models.GetAsync(request.Name, context.CancellationToken)).ToMessage();

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var faults = new Faults().Length(request.NamePrefix, "name_prefix", 128);
        faults.Map(request.Tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength).ThrowIfAny();
        var filter = new ModelFilter(request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        var page = await models.ListAsync(filter, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListModelsResponse { Models = { page.Take(size).Select(RegistryMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(response.Models[^1].Name);
        return response;
    }

    public override async Task<RegisteredModel> UpdateModel(UpdateModelRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> ArchiveModel(ArchiveModelRequest request, ServerCallContext context) =>
        (await archive.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<ModelVersion> CreateModelVersion(CreateModelVersionRequest request, ServerCallContext context)
    {
        var created = await create.HandleAsync(request, context.CancellationToken);
        return await VersionAsync(created, created.State.LatestVersion, context);
    }

    public override async Task<ModelVersion> GetModelVersion(GetModelVersionRequest request, ServerCallContext context)
    {
        var version = request.WhichCase == GetModelVersionRequest.WhichOneofCase.Alias
            ? await models.GetVersionByAliasAsync(request.Model, request.Alias, context.CancellationToken)
            : await models.GetVersionAsync(request.Model, request.Version, context.CancellationToken);
        return version.ToMessage(time.GetUtcNow());
    }

    public override async Task<ListModelVersionsResponse> ListModelVersions(ListModelVersionsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var now = time.GetUtcNow();
        var approval = request.Approval.FromMessage();
        var faults = new Faults()
            .Require(approval is not null || request.Approval == default, "approval", "is not a state")
            .Length(request.RunId, "run_id", 256);
        faults.Map(request.Tags, "tags", Limits.Tags, Limits.TagKeyLength, Limits.TagValueLength).ThrowIfAny();
        var filter = new VersionFilter(approval, request.RunId, request.Tags, request.Descending);
        var page = await models.ListVersionsAsync(
            request.Model, filter, PageToken.Decode(request.PageToken), size + 1, now, context.CancellationToken);
        var response = new ListModelVersionsResponse { Versions = { page.Take(size).Select(version => version.ToMessage(now)) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Id);
        return response;
    }

    public override async Task<ModelVersion> UpdateModelVersion(UpdateModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await updateVersion.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override Task<ListGateKindsResponse> ListGateKinds(ListGateKindsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGateKindsResponse { Kinds = { kinds.All.Select(RegistryMessages.ToMessage) } });

    public override async Task<RegisteredModel> DefineGate(DefineGateRequest request, ServerCallContext context) =>
        (await defineGate.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> RemoveGate(RemoveGateRequest request, ServerCallContext context) =>
        (await removeGate.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<ModelVersion> RequestApproval(RequestApprovalRequest request, ServerCallContext context) =>
        await VersionAsync(await requestApproval.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> ApproveModelVersion(ApproveModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await approve.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> RejectModelVersion(RejectModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await reject.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> WithdrawApproval(WithdrawApprovalRequest request, ServerCallContext context) =>
        await VersionAsync(await withdraw.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<RegisteredModel> PromoteModelVersion(PromoteModelVersionRequest request, ServerCallContext context) =>
        (await promote.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<RegisteredModel> RemoveAlias(RemoveAliasRequest request, ServerCallContext context) =>
        (await removeAlias.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    private async Task<ModelVersion> VersionAsync(Mutated<State> mutated, long version, ServerCallContext context) =>
        (await models.GetVersionAsync(mutated, version, context.CancellationToken)).ToMessage(time.GetUtcNow());
}

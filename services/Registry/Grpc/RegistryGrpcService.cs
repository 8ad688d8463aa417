using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.EventSourcing;
using MlOps.Registry.Gates;
using MlOps.Registry.Models;
using MlOps.Registry.Wire;
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
        (await register.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<RegisteredModel> GetModel(GetModelRequest request, ServerCallContext context) =>
        (await models.GetAsync(request.Name, context.CancellationToken, "name")).ToWire();

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var faults = new Faults().Length(request.NamePrefix, "name_prefix", Limits.NamePrefixLength);
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var filter = new ModelFilter(request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        var page = await models.ListAsync(filter, PageRequest.Of(request.PageSize, request.PageToken), context.CancellationToken);
        var response = new ListModelsResponse();
        response.NextPageToken = page.WriteTo(response.Models, RegistryMessages.ToWire);
        return response;
    }

    public override async Task<RegisteredModel> UpdateModel(UpdateModelRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<RegisteredModel> ArchiveModel(ArchiveModelRequest request, ServerCallContext context) =>
        (await archive.HandleAsync(request, context.CancellationToken)).State.ToWire();

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
        return version.ToWire(time.GetUtcNow());
    }

    public override async Task<ListModelVersionsResponse> ListModelVersions(ListModelVersionsRequest request, ServerCallContext context)
    {
        var now = time.GetUtcNow();
        var approval = request.Approval.FromWire();
        var faults = new Faults()
            .Require(approval is not null || request.Approval == default, "approval", "is not a state")
            .Length(request.RunId, "run_id", Limits.RunIdLength);
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var filter = new VersionFilter(approval, request.RunId, request.Tags, request.Descending);
        var page = await models.ListVersionsAsync(
            request.Model, filter, PageRequest.Of(request.PageSize, request.PageToken), now, context.CancellationToken);
        var response = new ListModelVersionsResponse();
        response.NextPageToken = page.WriteTo(response.Versions, version => version.ToWire(now));
        return response;
    }

    public override async Task<ModelVersion> UpdateModelVersion(UpdateModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await updateVersion.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override Task<ListGateKindsResponse> ListGateKinds(ListGateKindsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGateKindsResponse { Kinds = { kinds.All.Select(RegistryMessages.ToWire) } });

    public override async Task<RegisteredModel> DefineGate(DefineGateRequest request, ServerCallContext context) =>
        (await defineGate.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<RegisteredModel> RemoveGate(RemoveGateRequest request, ServerCallContext context) =>
        (await removeGate.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<ModelVersion> RequestApproval(RequestApprovalRequest request, ServerCallContext context) =>
        await VersionAsync(await requestApproval.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> ApproveModelVersion(ApproveModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await approve.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> RejectModelVersion(RejectModelVersionRequest request, ServerCallContext context) =>
        await VersionAsync(await reject.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<ModelVersion> WithdrawApproval(WithdrawApprovalRequest request, ServerCallContext context) =>
        await VersionAsync(await withdraw.HandleAsync(request, context.CancellationToken), request.Version, context);

    public override async Task<RegisteredModel> PromoteModelVersion(PromoteModelVersionRequest request, ServerCallContext context) =>
        (await promote.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<RegisteredModel> RemoveAlias(RemoveAliasRequest request, ServerCallContext context) =>
        (await removeAlias.HandleAsync(request, context.CancellationToken)).State.ToWire();

    private async Task<ModelVersion> VersionAsync(Mutated<State> mutated, long version, ServerCallContext context) =>
        (await models.GetVersionAsync(mutated, version, context.CancellationToken)).ToWire(time.GetUtcNow());
}

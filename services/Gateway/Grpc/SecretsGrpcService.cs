using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Secrets;
using MlOps.Gateway.Secrets.MasterKeys;
using MlOps.Gateway.Wire;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Secrets</c></summary>
internal sealed class SecretsGrpcService(
    CreateSecret create, UpdateSecret update, DisableSecretVersion disable, DeleteSecret delete, UseSecret use, SecretQueries secrets,
    RotateMasterKey rotate, Envelopes envelopes) : V1.Secrets.SecretsBase
{
    public override async Task<V1.Secret> CreateSecret(CreateSecretRequest request, ServerCallContext context) =>
        (await create.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<V1.Secret> UpdateSecret(UpdateSecretRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<V1.Secret> DisableSecretVersion(DisableSecretVersionRequest request, ServerCallContext context) =>
        (await disable.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<V1.Secret> DeleteSecret(DeleteSecretRequest request, ServerCallContext context) =>
        (await delete.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<V1.Secret> GetSecret(GetSecretRequest request, ServerCallContext context)
    {
        SecretRequests.Check(request);
        var (secret, uses) = await secrets.GetAsync(request.Name, context.CancellationToken);
        return secret.ToWire(uses);
    }

    public override async Task<ListSecretsResponse> ListSecrets(ListSecretsRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        SecretRequests.Check(request);
        var (page, uses) = await secrets.ListAsync(request, asked, context.CancellationToken);
        var response = new ListSecretsResponse();
        response.NextPageToken = page.WriteTo(
            response.Secrets, secret => secret.ToWire(uses.GetValueOrDefault(SecretUses.StreamOf(secret.Workspace, secret.Name))));
        return response;
    }

    public override async Task<UseSecretResponse> UseSecret(UseSecretRequest request, ServerCallContext context)
    {
        var (value, version) = await use.HandleAsync(request, context.CancellationToken);
        return new UseSecretResponse { Value = UnsafeByteOperations.UnsafeWrap(value), Version = version };
    }

    public override async Task<MasterKey> RotateMasterKey(RotateMasterKeyRequest request, ServerCallContext context) =>
        (await rotate.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<ListMasterKeysResponse> ListMasterKeys(ListMasterKeysRequest request, ServerCallContext context)
    {
        var page = await secrets.ListKeysAsync(PageRequest.Of(request.PageSize, request.PageToken), context.CancellationToken);
        var protects = await envelopes.UnderAsync([.. page.Rows.Select(key => key.KeyId)], context.CancellationToken);
        var response = new ListMasterKeysResponse();
        response.NextPageToken = page.WriteTo(response.Keys, key => key.ToWire(protects));
        return response;
    }
}

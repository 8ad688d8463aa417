using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Tokens;
using MlOps.Gateway.Wire;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Tokens</c></summary>
internal sealed class TokensGrpcService(
    CreateToken create, RevokeToken revoke, RotateToken rotate, RotateSigningKey rotateKey, TokenSigner signer, TokenQueries tokens,
    TokenUses uses, KnownRoles roles) : V1.Tokens.TokensBase
{
    public override async Task<V1.Token> CreateToken(CreateTokenRequest request, ServerCallContext context) =>
        Shown((await create.HandleAsync(request, context.CancellationToken)).State);

    public override async Task<V1.Token> RotateToken(RotateTokenRequest request, ServerCallContext context) =>
        Shown(await rotate.HandleAsync(request, context.CancellationToken));

    public override async Task<V1.Token> RevokeToken(RevokeTokenRequest request, ServerCallContext context) =>
        (await revoke.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<V1.SigningKey> RotateSigningKey(RotateSigningKeyRequest request, ServerCallContext context)
    {
        using var platform = Platform.Enter();
        return (await rotateKey.HandleAsync(request, context.CancellationToken)).State.ToWire();
    }

    public override async Task<V1.Token> GetToken(GetTokenRequest request, ServerCallContext context)
    {
        TokenRequests.Id(request.Id).ThrowIfAny();
        var token = await tokens.GetAsync(request.Id, context.CancellationToken);
        var last = await uses.LastOfAsync([token.TokenId], context.CancellationToken);
        return token.ToWire(LastOf(token, last));
    }

    public override async Task<ListTokensResponse> ListTokens(ListTokensRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        TokenRequests.Check(request, roles);
        var page = await tokens.ListAsync(request, asked, context.CancellationToken);
        var last = await uses.LastOfAsync([.. page.Rows.Select(token => token.TokenId)], context.CancellationToken);
        var response = new ListTokensResponse();
        response.NextPageToken = page.WriteTo(response.Tokens, token => token.ToWire(LastOf(token, last)));
        return response;
    }

    public override Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        var (caller, http) = (Caller.Current, context.GetHttpContext());
        return Task.FromResult(new WhoAmIResponse
        {
            Subject = caller.Subject,
            Owner = caller.Owner ?? "",
            Roles = { caller.Roles },
            Workspaces = { caller.Enters },
            Workspace = caller.Workspace,
            Permissions = { caller.Permissions },
            Elevation = caller.Elevation ?? "",
            TokenId = caller.TokenId,
            ExpireTime = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc?.ToTimestamp(),
        });
    }

    private static DateTimeOffset? LastOf(Tokens.Token token, IReadOnlyDictionary<string, DateTimeOffset> uses) =>
        uses.TryGetValue(token.TokenId, out var at) ? at : null;

    private V1.Token Shown(Tokens.Token token)
    {
        var shown = token.ToWire();
        shown.Value = signer.Sign(token);
        return shown;
    }
}

using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Ends a token at once.</summary>
internal sealed class RevokeToken(Mutations mutations, TokenQueries tokens, EndedTokens ended)
{
    public async Task<Mutated<Token>> HandleAsync(RevokeTokenRequest request, CancellationToken cancellation)
    {
        TokenRequests.Check(request);
        var actor = Caller.Current.Subject;
        using var platform = Platform.Enter();
        await tokens.GetAsync(request.Id, cancellation);
        var revoked = await mutations.ApplyAsync<Token>(
            Token.StreamOf(request.Id), request, (token, now) => Decide(token!, request, actor, now), cancellation,
            (session, events) =>
            {
                if (events is [TokenRevoked e]) EndedTokens.Add(session, e.TokenId, e.RevokedAt);
            });
        ended.Changed(revoked.State);
        return revoked;
    }

    /// <summary>A token that is revoked already stays as it is.</summary>
    public static IEnumerable<object> Decide(Token token, RevokeTokenRequest request, string actor, DateTimeOffset now) =>
        token.Revoked ? [] : [new TokenRevoked(token.TokenId, token.Subject, actor, now, request.Reason)];
}

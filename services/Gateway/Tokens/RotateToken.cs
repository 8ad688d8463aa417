using Marten;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Puts a new token in a token's place, which goes on to hold for the overlap.</summary>
internal sealed class RotateToken(Mutations mutations, TokenQueries tokens, EndedTokens ended, KnownRoles roles)
{
    private const string Permission = "identity.tokens.rotate";

    /// <summary>The new token.</summary>
    public async Task<Token> HandleAsync(RotateTokenRequest request, CancellationToken cancellation)
    {
        TokenRequests.Check(request);
        var actor = Caller.Current.Subject;
        var id = Guid.CreateVersion7().ToString("n");
        using var platform = Platform.Enter();
        var rotating = await tokens.GetAsync(request.Id, cancellation);
        Grants.Require(rotating.Roles.SelectMany(roles.PermissionsOf), Permission);
        TokenCreated? next = null;
        var rotated = await mutations.ApplyAsync<Token>(
            Token.StreamOf(request.Id), request,
            (token, now) =>
            {
                next = Next(token!, request, id, actor, now);
                return Decide(token!, request, id, now);
            },
            cancellation,
            (session, events) =>
            {
                if (events is not [TokenRotated e]) return;
                session.Events.StartStream<Token>(Token.StreamOf(id), next!);
                EndedTokens.Add(session, e.TokenId, e.EndsAt);
            });
        ended.Changed(rotated.State);
        return await tokens.GetAsync(rotated.State.Successor, cancellation);
    }

    /// <exception cref="RuleBrokenException">The token does not hold any more, or has a successor already.</exception>
    public static IEnumerable<object> Decide(Token token, RotateTokenRequest request, string successor, DateTimeOffset now)
    {
        if (!token.HoldsAt(now)) throw new RuleBrokenException("token-holds", token.Id, "The token has expired or was revoked.");
        if (token.Successor.Length > 0)
            throw new RuleBrokenException("token-rotated", token.Id, $"The token has been rotated already; rotate {token.Successor}.");
        var ends = now + (request.Overlap?.ToTimeSpan() ?? Limits.UsualOverlap);
        return [new TokenRotated(token.TokenId, token.Subject, successor, ends < token.ExpiresAt ? ends : token.ExpiresAt)];
    }

    private static TokenCreated Next(Token token, RotateTokenRequest request, string id, string actor, DateTimeOffset now) => new(
        id, token.Subject, token.Roles, token.Workspaces, token.Owner, token.Description,
        now.AddDays(request.ValidDays == 0 ? Limits.Days : request.ValidDays), actor, now, token.TokenId);
}

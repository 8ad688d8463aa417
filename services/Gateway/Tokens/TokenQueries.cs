using System.Text.Json;
using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Tokens;

/// <summary>Reads tokens: those that hold in no workspace but the caller's.</summary>
internal sealed class TokenQueries(CallerSessions sessions, TimeProvider time)
{
    // Of a token that ends in its time the other is null, which does not count.
    private const string Ends = "least(cast(data ->> 'ExpiresAt' as timestamptz), cast(data ->> 'EndsAt' as timestamptz))";

    /// <exception cref="NotFoundException">There is none, or none that the caller may see.</exception>
    public async Task<Token> GetAsync(string id, CancellationToken cancellation)
    {
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await session.LoadAsync<Token>(Token.StreamOf(id), cancellation) is { } token && Caller.Current.MayEnterAll(token.Workspaces)
            ? token
            : throw new NotFoundException("token", id);
    }

    /// <summary>By creation.</summary>
    public async Task<Page<Token>> ListAsync(ListTokensRequest filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<Token>(token => token.Id, filter.Descending);
        if (!Caller.Current.HoldsEverywhere)
            query.Where("data -> 'Workspaces' <@ cast(? as jsonb)", JsonSerializer.Serialize(Caller.Current.Workspaces));
        if (filter.SubjectPrefix.Length > 0)
            query.Where("starts_with(lower(data ->> 'Subject'), ?)", SubjectNames.Canonical(filter.SubjectPrefix));
        if (filter.Owner.Length > 0) query.Where("lower(data ->> 'Owner') = ?", SubjectNames.Canonical(filter.Owner));
        if (filter.Role.Length > 0) query.Where("jsonb_exists(data -> 'Roles', ?)", filter.Role);
        if (filter.Workspace.Length > 0) query.Where("jsonb_exists(data -> 'Workspaces', ?)", filter.Workspace);
        if (filter.ExpireBefore is { } moment)
            query.Where("cast(data ->> 'ExpiresAt' as timestamptz) < ?", moment.ToDateTimeOffset().ToUniversalTime());
        if (filter.ActiveOnly) query.Where(Ends + " > ?", time.GetUtcNow());
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }
}

using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Tokens;

/// <summary>Reads who has a token.</summary>
internal sealed class SubjectQueries(IQuerySession session)
{
    /// <summary>By name.</summary>
    public Task<Page<Subject>> ListAsync(SubjectFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<Subject>(subject => subject.Id, filter.Descending);
        if (filter.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", Subject.StreamOf(filter.NamePrefix));
        if (filter.Role.Length > 0) query.Where("jsonb_exists(data -> 'Roles', ?)", filter.Role);
        if (filter.ExpireBefore is { } moment)
            query.Where("cast(data ->> 'ExpiresAt' as timestamptz) < ?", moment.ToUniversalTime());
        return query.PageAsync(session, page, cancellation);
    }
}

/// <summary>Which subjects a list has, and which way it goes.</summary>
/// <param name="ExpireBefore">Only those whose newest token expires before this moment.</param>
internal sealed record SubjectFilter(string NamePrefix, string Role, DateTimeOffset? ExpireBefore, bool Descending);

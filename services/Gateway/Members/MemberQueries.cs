using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using Npgsql;

namespace MlOps.Gateway.Members;

/// <summary>Reads the members of the caller's workspace.</summary>
internal sealed class MemberQueries(CallerSessions sessions, NpgsqlDataSource database)
{
    /// <summary>By subject.</summary>
    public async Task<Page<Member>> ListAsync(ListMembersRequest filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<Member>(member => member.Id);
        if (filter.SubjectPrefix.Length > 0) query.Where("starts_with(id, ?)", Member.StreamOf(filter.SubjectPrefix));
        if (filter.Role.Length > 0) query.Where("jsonb_exists(data -> 'Roles', ?)", filter.Role);
        if (!filter.ShowRemoved) query.Where("data ->> 'Removed' = 'false'");
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>How many there are, expired ones too.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) =>
        MemberTable.CountAsync(database, Caller.Current.Workspace, cancellation);
}

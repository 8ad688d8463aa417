using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Members;

/// <summary>Makes a person a member of the workspace, or gives a member other roles.</summary>
internal sealed class SetMember(Mutations mutations, KnownRoles roles, MemberQueries members, KnownMembers known)
{
    public async Task<Member> HandleAsync(SetMemberRequest request, CancellationToken cancellation)
    {
        MemberRules.Check(request, roles);
        if (await mutations.RepeatedAsync<Member>(request, cancellation) is { } repeated) return repeated.State;
        Grants.Require(request.Roles.SelectMany(roles.PermissionsOf), "identity.members.set");
        var caller = Caller.Current;
        var count = await members.CountAsync(cancellation);
        var set = await mutations.ApplyAsync<Member>(
            Member.StreamOf(request.Subject), request, (state, now) => Decide(state, request, count, caller, now), cancellation,
            (session, events) =>
            {
                if (events is [MemberSet e]) MemberTable.Set(session, e);
            });
        known.Changed();
        return set.State;
    }

    /// <exception cref="LimitExceededException">The workspace has as many members as it may have.</exception>
    public static IEnumerable<object> Decide(Member? state, SetMemberRequest request, long count, Caller caller, DateTimeOffset now)
    {
        var expires = request.ExpireTime?.ToDateTimeOffset();
        if (expires <= now) throw new InvalidRequestException("expire_time", "must be in the future");
        IReadOnlyList<string> roles = [.. request.Roles.Distinct()];
        if (state is { Removed: false } && state.Roles.SequenceEqual(roles) && state.ExpiresAt == expires) return [];
        if (state is null or { Removed: true } && count >= Limits.Members)
            throw new LimitExceededException("members", $"A workspace may have at most {Limits.Members} members.");
        return [new MemberSet(caller.Workspace, state?.Subject ?? request.Subject, roles, expires, caller.Subject, now)];
    }
}

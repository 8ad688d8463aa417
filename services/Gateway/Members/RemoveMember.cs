using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Members;

/// <summary>Removes a member of the workspace.</summary>
internal sealed class RemoveMember(Mutations mutations, KnownMembers known)
{
    public async Task<Member> HandleAsync(RemoveMemberRequest request, CancellationToken cancellation)
    {
        MemberRules.Check(request);
        var caller = Caller.Current;
        var removed = await mutations.ApplyAsync<Member>(
            Member.StreamOf(request.Subject), request, (state, now) => Decide(state, request, caller, now), cancellation,
            (session, events) =>
            {
                if (events is [MemberRemoved e]) MemberTable.Remove(session, e);
            });
        known.Changed();
        return removed.State;
    }

    /// <summary>One who is removed already stays so.</summary>
    public static IEnumerable<object> Decide(Member? state, RemoveMemberRequest request, Caller caller, DateTimeOffset now)
    {
        if (state is null) throw new NotFoundException("member", request.Subject);
        return state.Removed ? [] : [new MemberRemoved(state.Workspace, state.Subject, caller.Subject, now)];
    }
}

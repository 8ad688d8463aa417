using MlOps.Broker.Protocol;

namespace MlOps.Broker.Groups;

// Rebalancing: how one generation ends and the next begins. Everything here runs under the lock.
internal sealed partial class Group
{
    private Task<JoinResult> Add(string memberId, JoinAttempt attempt)
    {
        var timer = time.CreateTimer(_ => SessionTimedOut(memberId), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var member = members[memberId] = new GroupMember(memberId, attempt, timer);
        protocolType = attempt.ProtocolType;
        return Rejoin(member);
    }

    /// <summary>A static member rejoined without its member id: it gets a new one, and the old one is fenced.</summary>
    private Task<JoinResult> Replace(GroupMember old, JoinAttempt attempt)
    {
        members.Remove(old.Id);
        Abandon(old, ErrorCode.FencedInstanceId);
        return Add($"{attempt.InstanceId}-{Guid.NewGuid()}", attempt);
    }

    private Task<JoinResult> JoinAgain(GroupMember member, JoinAttempt attempt)
    {
        var unchanged = member.Offers(attempt.Protocols);
        member.Update(attempt);
        var settled = unchanged && (State == GroupState.CompletingRebalance || (State == GroupState.Stable && member.Id != leader));
        if (!settled) return Rejoin(member);
        member.Touch();
        return Task.FromResult(Joined(member));
    }

    private Task<JoinResult> Rejoin(GroupMember member)
    {
        member.Joining?.TrySetResult(JoinResult.Refused(ErrorCode.RebalanceInProgress, member.Id));
        member.Joining = new TaskCompletionSource<JoinResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = member.Joining.Task;
        Rebalance();
        return answer;
    }

    private void Rebalance()
    {
        if (State != GroupState.PreparingRebalance)
        {
            State = GroupState.PreparingRebalance;
            foreach (var member in members.Values)
            {
                member.Syncing?.TrySetResult(SyncResult.Refused(ErrorCode.RebalanceInProgress));
                member.Syncing = null;
            }

            var longest = members.Count == 0 ? TimeSpan.Zero : members.Values.Max(m => m.RebalanceTimeout);
            rebalanceTimer.Change(longest, Timeout.InfiniteTimeSpan);
        }

        if (members.Values.All(m => m.Joining is not null)) StartGeneration();
    }

    private void RebalanceTimedOut()
    {
        lock (gate)
        {
            if (State == GroupState.PreparingRebalance) StartGeneration();
        }
    }

    /// <summary>Starts a generation with the members that joined in time; late static members stay until their session times out.</summary>
    private void StartGeneration()
    {
        rebalanceTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var late in members.Values.Where(m => m.Joining is null && m.InstanceId is null).ToList())
        {
            members.Remove(late.Id);
            Abandon(late, ErrorCode.UnknownMemberId);
        }

        generation++;
        var joined = members.Values.Where(m => m.Joining is not null).ToList();
        if (joined.Count == 0)
        {
            (State, protocol, leader) = (members.Count == 0 ? GroupState.Empty : GroupState.CompletingRebalance, null, "");
            return;
        }

        protocol = ElectProtocol();
        if (joined.All(m => m.Id != leader)) leader = joined[0].Id;
        State = GroupState.CompletingRebalance;
        logger.GenerationStarted(Id, generation, members.Count);
        foreach (var member in joined)
        {
            member.Joining!.TrySetResult(Joined(member));
            member.Joining = null;
            member.Touch();
        }
    }

    /// <summary>Each member votes for its most preferred strategy that all members support.</summary>
    private string ElectProtocol() => members.Values
        .Select(m => m.Protocols.First(p => members.Values.All(other => other.Protocols.Any(q => q.Name == p.Name))).Name)
        .GroupBy(name => name)
        .MaxBy(votes => votes.Count())!.Key;

    private JoinResult Joined(GroupMember member)
    {
        var all = member.Id == leader ? members.Values.Select(m => new JoinedMember(m.Id, m.InstanceId, m.Metadata(protocol!))) : [];
        return new JoinResult(ErrorCode.None, generation, protocolType, protocol, leader, member.Id, [.. all]);
    }

    private void Assign(IReadOnlyDictionary<string, byte[]> assignments)
    {
        State = GroupState.Stable;
        foreach (var member in members.Values)
        {
            member.Assignment = assignments.GetValueOrDefault(member.Id) ?? [];
            member.Syncing?.TrySetResult(Share(member));
            member.Syncing = null;
        }
    }

    private SyncResult Share(GroupMember member) => new(ErrorCode.None, protocolType, protocol, member.Assignment);

    private void Remove(GroupMember member)
    {
        members.Remove(member.Id);
        Abandon(member, ErrorCode.UnknownMemberId);
        Rebalance();
    }

    private void SessionTimedOut(string memberId)
    {
        lock (gate)
        {
            if (State == GroupState.Dead || !members.TryGetValue(memberId, out var member)) return;
            // A member that waits for a join or sync response sends no heartbeats.
            if (member.Joining is not null || member.Syncing is not null) member.Touch();
            else
            {
                logger.MemberExpired(Id, memberId);
                Remove(member);
            }
        }
    }

    private static void Abandon(GroupMember member, ErrorCode reason)
    {
        member.Dispose();
        member.Joining?.TrySetResult(JoinResult.Refused(reason, member.Id));
        member.Syncing?.TrySetResult(SyncResult.Refused(reason));
    }
}

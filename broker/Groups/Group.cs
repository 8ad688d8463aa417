using MlOps.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Groups;

/// <summary>A consumer group (classic protocol): members join, the leader assigns the partitions, each member gets its share.</summary>
internal sealed partial class Group : IDisposable
{
    private static readonly TimeSpan PendingLifetime = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ITimer rebalanceTimer;
    private readonly Dictionary<string, GroupMember> members = [];
    private readonly Dictionary<string, DateTimeOffset> pending = [];
    private string? protocolType;
    private string? protocol;
    private string leader = "";
    private int generation;

    public Group(string id, TimeProvider time, ILogger logger)
    {
        (Id, this.time, this.logger) = (id, time, logger);
        rebalanceTimer = time.CreateTimer(_ => RebalanceTimedOut(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Id { get; }

    public GroupState State { get; private set; }

    /// <summary>Completes once all members have joined the new generation.</summary>
    public Task<JoinResult> JoinAsync(JoinAttempt attempt)
    {
        lock (gate)
        {
            if (State == GroupState.Dead) return Refuse(ErrorCode.CoordinatorNotAvailable);
            if (attempt.ProtocolType.Length == 0 || attempt.Protocols.Count == 0) return Refuse(ErrorCode.InconsistentGroupProtocol);
            if (members.Count > 0 && !Fits(attempt)) return Refuse(ErrorCode.InconsistentGroupProtocol);

            var instance = attempt.InstanceId is { } name ? members.Values.FirstOrDefault(m => m.InstanceId == name) : null;
            if (attempt.MemberId.Length == 0)
            {
                if (instance is not null) return Replace(instance, attempt);
                var id = $"{attempt.ClientId}-{Guid.NewGuid()}";
                if (!attempt.NeedsKnownMemberId) return Add(id, attempt);
                Expect(id);
                return Refuse(ErrorCode.MemberIdRequired, id);
            }

            if (pending.Remove(attempt.MemberId)) return Add(attempt.MemberId, attempt);
            if (instance is not null && instance.Id != attempt.MemberId) return Refuse(ErrorCode.FencedInstanceId);
            return members.TryGetValue(attempt.MemberId, out var member)
                ? JoinAgain(member, attempt)
                : Refuse(ErrorCode.UnknownMemberId, attempt.MemberId);
        }
    }

    /// <summary>Completes with the member's assignment once the leader has sent the assignments.</summary>
    public Task<SyncResult> SyncAsync(
        MemberIdentity identity, int memberGeneration, string? type, string? name, IReadOnlyDictionary<string, byte[]> assignments)
    {
        lock (gate)
        {
            var error = Check(identity, memberGeneration, out var member);
            var isConsistent = (type ?? protocolType) == protocolType && (name ?? protocol) == protocol;
            if (error == ErrorCode.None && !isConsistent) error = ErrorCode.InconsistentGroupProtocol;
            if (error == ErrorCode.None && State == GroupState.PreparingRebalance) error = ErrorCode.RebalanceInProgress;
            if (error != ErrorCode.None) return Task.FromResult(SyncResult.Refused(error));

            member!.Touch();
            if (State == GroupState.Stable) return Task.FromResult(Share(member));
            member.Syncing?.TrySetResult(SyncResult.Refused(ErrorCode.RebalanceInProgress));
            member.Syncing = new TaskCompletionSource<SyncResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            var answer = member.Syncing.Task;
            if (member.Id == leader) Assign(assignments);
            return answer;
        }
    }

    /// <summary>Keeps the member's session alive; an error tells it to rejoin.</summary>
    public ErrorCode Heartbeat(MemberIdentity identity, int memberGeneration)
    {
        lock (gate)
        {
            var error = Check(identity, memberGeneration, out var member);
            if (error != ErrorCode.None) return error;
            member!.Touch();
            return State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
        }
    }

    /// <summary>Removes a member; a static member may be named by its instance id alone.</summary>
    public ErrorCode Leave(MemberIdentity identity)
    {
        lock (gate)
        {
            if (pending.Remove(identity.MemberId)) return ErrorCode.None;
            var member = identity.InstanceId is { } instance
                ? members.Values.FirstOrDefault(m => m.InstanceId == instance)
                : members.GetValueOrDefault(identity.MemberId);
            if (member is null) return ErrorCode.UnknownMemberId;
            if (identity.MemberId.Length > 0 && member.Id != identity.MemberId) return ErrorCode.FencedInstanceId;
            Remove(member);
            return ErrorCode.None;
        }
    }

    /// <summary>Whether this member may commit offsets in this generation; a negative generation is a client outside the group.</summary>
    public ErrorCode CheckCommit(MemberIdentity identity, int memberGeneration)
    {
        lock (gate)
        {
            if (memberGeneration < 0 && members.Count == 0) return ErrorCode.None;
            var error = Check(identity, memberGeneration, out var member);
            if (error != ErrorCode.None) return error;
            member!.Touch();
            return State == GroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
        }
    }

    /// <summary>Marks an empty group as dead; false if it has members.</summary>
    public bool TryEnd()
    {
        lock (gate)
        {
            if (members.Count > 0) return false;
            State = GroupState.Dead;
            return true;
        }
    }

    public GroupDescription Describe()
    {
        lock (gate)
        {
            var stable = State == GroupState.Stable;
            var described = members.Values.Select(m => new DescribedMember(
                m.Id, m.InstanceId, m.ClientId, m.ClientHost, stable ? m.Metadata(protocol!) : [], stable ? m.Assignment : []));
            return new GroupDescription(State, protocolType ?? "", stable ? protocol! : "", [.. described]);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            State = GroupState.Dead;
            rebalanceTimer.Dispose();
            foreach (var member in members.Values) member.Dispose();
            members.Clear();
        }
    }

    private static Task<JoinResult> Refuse(ErrorCode error, string memberId = "") => Task.FromResult(JoinResult.Refused(error, memberId));

    private ErrorCode Check(MemberIdentity identity, int memberGeneration, out GroupMember? member)
    {
        member = null;
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        if (identity.InstanceId is { } instance && members.Values.Any(m => m.InstanceId == instance && m.Id != identity.MemberId))
            return ErrorCode.FencedInstanceId;
        if (!members.TryGetValue(identity.MemberId, out member)) return ErrorCode.UnknownMemberId;
        return memberGeneration == generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private bool Fits(JoinAttempt attempt) =>
        attempt.ProtocolType == protocolType
        && attempt.Protocols.Any(p => members.Values.Where(m => m.Id != attempt.MemberId).All(m => m.Protocols.Any(q => q.Name == p.Name)));

    private void Expect(string memberId)
    {
        var now = time.GetUtcNow();
        foreach (var (id, since) in pending)
        {
            if (now - since > PendingLifetime) pending.Remove(id);
        }

        pending[memberId] = now;
    }
}

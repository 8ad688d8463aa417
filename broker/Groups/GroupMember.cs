namespace MlOps.Broker.Groups;

/// <summary>A member of a consumer group.</summary>
internal sealed class GroupMember(string id, JoinAttempt attempt, ITimer session) : IDisposable
{
    public string Id => id;

    public string? InstanceId { get; } = attempt.InstanceId;

    public string ClientId { get; } = attempt.ClientId;

    public string ClientHost { get; } = attempt.ClientHost;

    public TimeSpan SessionTimeout { get; private set; } = attempt.SessionTimeout;

    public TimeSpan RebalanceTimeout { get; private set; } = attempt.RebalanceTimeout;

    /// <summary>The assignment strategies that it supports, in order of preference, each with its subscription.</summary>
    public IReadOnlyList<GroupProtocol> Protocols { get; private set; } = attempt.Protocols;

    public byte[] Assignment { get; set; } = [];

    /// <summary>Its pending JoinGroup request, which waits for the other members.</summary>
    public TaskCompletionSource<JoinResult>? Joining { get; set; }

    /// <summary>Its pending SyncGroup request, which waits for the leader.</summary>
    public TaskCompletionSource<SyncResult>? Syncing { get; set; }

    public void Update(JoinAttempt again) =>
        (Protocols, SessionTimeout, RebalanceTimeout) = (again.Protocols, again.SessionTimeout, again.RebalanceTimeout);

    public byte[] Metadata(string protocol) => Protocols.FirstOrDefault(p => p.Name == protocol)?.Metadata ?? [];

    public bool Offers(IReadOnlyList<GroupProtocol> protocols) =>
        protocols.Count == Protocols.Count
        && protocols.Zip(Protocols).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.Metadata.AsSpan().SequenceEqual(pair.Second.Metadata));

    /// <summary>Restarts the session timeout.</summary>
    public void Touch() => session.Change(SessionTimeout, Timeout.InfiniteTimeSpan);

    public void Dispose() => session.Dispose();
}

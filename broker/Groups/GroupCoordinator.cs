using System.Collections.Concurrent;
using MlOps.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Groups;

/// <summary>All consumer groups: those with members, and those that only have committed offsets.</summary>
internal sealed class GroupCoordinator(OffsetStore offsets, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, Group> groups = new(StringComparer.Ordinal);

    public OffsetStore Offsets => offsets;

    public IReadOnlyList<string> Ids => [.. groups.Keys.Union(offsets.Groups).Order(StringComparer.Ordinal)];

    /// <summary>The group, created if it is unknown.</summary>
    public Group Open(string id) => groups.GetOrAdd(id, name => new Group(name, time, logger));

    /// <summary>The group, or null if no member has joined it since the broker started.</summary>
    public Group? Find(string id) => groups.GetValueOrDefault(id);

    /// <summary>Describes a group; an unknown one is <see cref="GroupState.Dead"/>.</summary>
    public GroupDescription Describe(string id)
    {
        if (Find(id)?.Describe() is { } group && (group.State != GroupState.Empty || group.ProtocolType.Length > 0)) return group;
        return new GroupDescription(offsets.Of(id).Count > 0 ? GroupState.Empty : GroupState.Dead, "consumer", "", []);
    }

    /// <summary>Deletes an empty group and its committed offsets.</summary>
    public async Task<ErrorCode> DeleteAsync(string id)
    {
        var committed = offsets.Of(id);
        var known = groups.TryGetValue(id, out var group);
        if (!known && committed.Count == 0) return ErrorCode.GroupIdNotFound;
        if (known)
        {
            if (!group!.TryEnd()) return ErrorCode.NonEmptyGroup;
            groups.TryRemove(id, out _);
            group.Dispose();
        }

        return await offsets.CommitAsync(id, [.. committed.Keys.Select(key => KeyValuePair.Create(key, (CommittedOffset?)null))]);
    }

    public void Dispose()
    {
        foreach (var group in groups.Values) group.Dispose();
    }
}

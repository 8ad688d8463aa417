using System.Collections.Concurrent;

namespace Marten.Internal.Projections;

/// <summary>Whether an event type is among those of a filter, or derived from one; an empty filter includes all.</summary>
internal sealed class EventTypeFilter(IReadOnlyCollection<Type> types)
{
    private readonly ConcurrentDictionary<Type, bool> known = new();

    public bool Includes(Type type) => types.Count == 0 || known.GetOrAdd(type, t => types.Any(included => included.IsAssignableFrom(t)));
}

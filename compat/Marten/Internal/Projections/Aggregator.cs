using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using JasperFx.Core;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Schema;

namespace Marten.Internal.Projections;

/// <summary>The conventional methods of an aggregate, and of its projection where there is one, compiled to delegates.</summary>
internal sealed class Aggregator<TDoc> : IAggregateSource<TDoc>
{
    private readonly Dictionary<Type, EventHandlers<TDoc>> declared = [];
    private readonly ConcurrentDictionary<Type, EventHandlers<TDoc>?> resolved = new();
    private readonly object? projection;
    private readonly Func<TDoc>? construct;
    private readonly Action<object, object>? writeId;
    private readonly Type? idType;
    private readonly Action<object, long>? writeVersion;

    public Aggregator(object? projection = null, MemberInfo? idMember = null)
    {
        this.projection = projection;
        foreach (var method in ConventionalMethods.Of(typeof(TDoc), projection?.GetType())) method.AddTo(declared);
        var constructor = typeof(TDoc).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes);
        if (constructor is not null && !typeof(TDoc).IsAbstract) construct = Expression.Lambda<Func<TDoc>>(Expression.New(constructor)).Compile();
        if (idMember is not null)
        {
            idType = MemberPath.TypeOf(idMember);
            writeId = MemberAccess.Writer(idMember);
        }

        writeVersion = VersionWriter();
    }

    public ProjectionLifecycle Lifecycle => ProjectionLifecycle.Live;

    public IEnumerable<Type> EventTypes => declared.Keys;

    public bool HasHandlers => declared.Count > 0;

    /// <summary>The handlers of an event type, to add to.</summary>
    public EventHandlers<TDoc> HandlersOf(Type eventType) => ConventionalMethods.HandlersOf(declared, eventType);

    public TDoc? Step(TDoc? state, object identity, IEvent e)
    {
        var handlers = resolved.TryGetValue(e.EventType, out var known) ? known : resolved.GetOrAdd(e.EventType, Resolve);
        if (handlers is null) return state;
        if (state is null)
        {
            if (handlers.Create is not null) state = handlers.Create(projection, e);
            else if (handlers.Apply is not null && construct is not null) state = handlers.Apply(projection, WithId(construct(), identity), e);
            else return default;
        }
        else if (handlers.Apply is not null)
        {
            state = handlers.Apply(projection, state, e);
        }

        return state is not null && handlers.ShouldDelete is not null && handlers.ShouldDelete(projection, state, e) ? default : state;
    }

    public void Complete(TDoc state, object identity, long version)
    {
        WithId(state, identity);
        if (version > 0) writeVersion?.Invoke(state!, version);
    }

    private TDoc WithId(TDoc state, object identity)
    {
        if (idType == identity.GetType()) writeId?.Invoke(state!, identity);
        return state;
    }

    /// <summary>Handlers of the very type, or else of the nearest declared base type or interface.</summary>
    private EventHandlers<TDoc>? Resolve(Type eventType)
    {
        if (declared.TryGetValue(eventType, out var exact)) return exact;
        return declared.Where(d => d.Key.IsAssignableFrom(eventType))
            .OrderBy(d => declared.Keys.Count(other => other != d.Key && d.Key.IsAssignableFrom(other) && other.IsAssignableFrom(eventType)))
            .Select(d => d.Value).FirstOrDefault();
    }

    private static Action<object, long>? VersionWriter()
    {
        var member = typeof(TDoc).GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).FirstOrDefault(m =>
            m is PropertyInfo or FieldInfo && string.Equals(m.Name, "Version", StringComparison.OrdinalIgnoreCase) && !m.IsDefined(typeof(JasperFxIgnoreAttribute)));
        if (member is null || MemberAccess.Writer(member) is not { } write) return null;
        var type = MemberPath.TypeOf(member);
        if (type == typeof(long)) return (doc, version) => write(doc, version);
        if (type == typeof(int)) return (doc, version) => write(doc, checked((int)version));
        return null;
    }
}

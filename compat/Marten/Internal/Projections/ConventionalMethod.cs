using System.Linq.Expressions;
using System.Reflection;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Marten.Internal.Projections;

/// <summary>One conventional method or constructor: finds the event that it takes, and compiles it.</summary>
internal sealed class ConventionalMethod
{
    private readonly MethodBase method;
    private readonly Type document;
    private readonly ParameterInfo[] parameters;

    public ConventionalMethod(MethodBase method, Type document)
    {
        this.method = method;
        this.document = document;
        parameters = method.GetParameters();
        var wrapped = parameters.Select(p => p.ParameterType).FirstOrDefault(IsTypedEvent);
        EventType = wrapped?.GetGenericArguments()[0]
            ?? parameters.Select(p => p.ParameterType).FirstOrDefault(t => t != document && t != typeof(IEvent))
            ?? throw Invalid("no parameter is an event");
        if (parameters.Any(p => p.ParameterType != document && !TakesEvent(p.ParameterType)))
            throw Invalid($"parameters must be the event, IEvent<{EventType.Name}>, IEvent or {document.Name}");
    }

    public Type EventType { get; }

    private bool IsInstanceOfDocument => !method.IsStatic && method is MethodInfo && method.DeclaringType!.IsAssignableFrom(document);

    /// <summary>Whether a constructor parameter can be an event: not the type itself (a copy constructor), nor a plain value.</summary>
    public static bool IsEvent(Type type, Type document) =>
        type != document && (IsTypedEvent(type) || (!type.IsPrimitive && !type.IsEnum && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true));

    public void AddTo<TDoc>(Dictionary<Type, EventHandlers<TDoc>> handlers)
    {
        var own = ConventionalMethods.HandlersOf(handlers, EventType);
        var projection = Expression.Parameter(typeof(object));
        var state = Expression.Parameter(typeof(TDoc));
        var e = Expression.Parameter(typeof(IEvent));
        var call = Call(projection, state, e);
        switch (method.Name)
        {
            case "ShouldDelete":
                if (call.Type != typeof(bool)) throw Invalid("it must return bool");
                own.ShouldDelete = Expression.Lambda<Func<object?, TDoc, IEvent, bool>>(call, projection, state, e).Compile();
                break;
            case "Apply":
                own.Apply = Expression.Lambda<Func<object?, TDoc, IEvent, TDoc>>(Applied(call, state), projection, state, e).Compile();
                break;
            default:
                if (!document.IsAssignableFrom(call.Type)) throw Invalid($"it must return {document.Name}");
                own.Create = Expression.Lambda<Func<object?, IEvent, TDoc>>(Expression.Convert(call, typeof(TDoc)), projection, e).Compile();
                break;
        }
    }

    private Expression Applied(Expression call, ParameterExpression state)
    {
        if (call.Type == typeof(void)) return Expression.Block(call, state);
        return document.IsAssignableFrom(call.Type) ? Expression.Convert(call, state.Type) : throw Invalid($"it must return {document.Name} or nothing");
    }

    private Expression Call(ParameterExpression projection, ParameterExpression state, ParameterExpression e)
    {
        var arguments = parameters.Select(p => p.ParameterType == document ? state : EventArgument(p.ParameterType, e)).ToArray();
        if (method is ConstructorInfo constructor) return Expression.New(constructor, arguments);
        Expression? target = method.IsStatic ? null : IsInstanceOfDocument ? state : Expression.Convert(projection, method.DeclaringType!);
        return Expression.Call(target, (MethodInfo)method, arguments);
    }

    private Expression EventArgument(Type type, ParameterExpression e)
    {
        if (type == typeof(IEvent)) return e;
        var typed = typeof(IEvent<>).MakeGenericType(EventType);
        return IsTypedEvent(type)
            ? Expression.Convert(e, typed)
            : Expression.Convert(Expression.Property(e, nameof(IEvent.Data)), EventType);
    }

    private bool TakesEvent(Type type) => type == EventType || type == typeof(IEvent) || IsTypedEvent(type);

    private static bool IsTypedEvent(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEvent<>);

    private InvalidProjectionException Invalid(string reason) => new($"{method.DeclaringType!.FullName}.{method}: {reason}");
}

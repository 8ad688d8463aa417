using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Marten.Internal.Projections;

/// <summary>The conventional methods of an event projection, compiled to delegates.</summary>
internal sealed class EventProjectionMethods
{
    private readonly List<(Type EventType, Func<object, IDocumentOperations, IEvent, CancellationToken, object?> Call)> methods = [];
    private readonly ConcurrentDictionary<Type, Func<object, IDocumentOperations, IEvent, CancellationToken, object?>[]> resolved = new();
    private readonly List<Type> publishedTypes = [];

    public EventProjectionMethods(Type projection)
    {
        foreach (var method in projection.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
        {
            if (method.Name is "Project" or "Create" or "Transform" && method.DeclaringType!.Assembly != typeof(IEvent).Assembly)
                Add(method);
        }
    }

    public IEnumerable<Type> EventTypes => methods.Select(m => m.EventType).Distinct();

    public IEnumerable<Type> PublishedTypes => publishedTypes;

    public bool HasAny => methods.Count > 0;

    public async ValueTask ApplyAsync(object projection, IDocumentOperations operations, IEvent e, CancellationToken token)
    {
        var calls = resolved.GetOrAdd(e.EventType, type => [.. methods.Where(m => m.EventType.IsAssignableFrom(type)).Select(m => m.Call)]);
        foreach (var call in calls)
        {
            var result = call(projection, operations, e, token);
            if (result is Task task)
            {
                await task;
                result = ResultOf(task);
            }

            if (result is System.Collections.IEnumerable documents and not string) operations.StoreObjects(documents.Cast<object>());
            else if (result is not null) operations.StoreObjects([result]);
        }
    }

    private static object? ResultOf(Task task)
    {
        var type = task.GetType();
        var result = type.IsGenericType ? type.GetProperty("Result")!.GetValue(task) : null;
        return result?.GetType().Name == "VoidTaskResult" ? null : result;
    }

    private void Add(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var wrapped = parameters.Select(p => p.ParameterType).FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEvent<>));
        var eventType = wrapped?.GetGenericArguments()[0] ?? parameters.Select(p => p.ParameterType).FirstOrDefault(t => !IsService(t))
            ?? throw new InvalidProjectionException($"{method.DeclaringType!.FullName}.{method}: no parameter is an event");
        var projection = Expression.Parameter(typeof(object));
        var operations = Expression.Parameter(typeof(IDocumentOperations));
        var e = Expression.Parameter(typeof(IEvent));
        var token = Expression.Parameter(typeof(CancellationToken));
        var arguments = parameters.Select(p => Argument(p.ParameterType, operations, e, token));
        Expression call = Expression.Call(method.IsStatic ? null : Expression.Convert(projection, method.DeclaringType!), method, arguments);
        call = call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(null)) : Expression.Convert(call, typeof(object));
        methods.Add((eventType, Expression.Lambda<Func<object, IDocumentOperations, IEvent, CancellationToken, object?>>(call, projection, operations, e, token).Compile()));
        var returned = method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>) ? method.ReturnType.GetGenericArguments()[0] : method.ReturnType;
        if (returned != typeof(void) && returned != typeof(Task)) publishedTypes.Add(returned.IsGenericType ? returned.GetGenericArguments()[0] : returned);
    }

    private static Expression Argument(Type type, ParameterExpression operations, ParameterExpression e, ParameterExpression token)
    {
        if (type == typeof(IEvent)) return e;
        if (type == typeof(CancellationToken)) return token;
        if (type == typeof(IDocumentOperations) || type == typeof(IQuerySession)) return operations;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEvent<>)
            ? Expression.Convert(e, type)
            : Expression.Convert(Expression.Property(e, nameof(IEvent.Data)), type);
    }

    private static bool IsService(Type type) =>
        type == typeof(IEvent) || type == typeof(CancellationToken) || type == typeof(IDocumentOperations) || type == typeof(IQuerySession);
}

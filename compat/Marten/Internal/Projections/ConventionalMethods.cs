using System.Reflection;
using JasperFx.Events;

namespace Marten.Internal.Projections;

/// <summary>Finds Create, Apply and ShouldDelete methods, and constructors that take an event.</summary>
internal static class ConventionalMethods
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    public static IEnumerable<ConventionalMethod> Of(Type document, Type? projection)
    {
        foreach (var constructor in document.GetConstructors(BindingFlags.Public | BindingFlags.Instance))
        {
            if (constructor.GetParameters() is [var only] && ConventionalMethod.IsEvent(only.ParameterType, document))
                yield return new ConventionalMethod(constructor, document);
        }

        foreach (var owner in new[] { document, projection })
        {
            foreach (var method in owner?.GetMethods(Any) ?? [])
            {
                if (method.Name is "Create" or "Apply" or "ShouldDelete" && !method.IsGenericMethod && IsUsers(method))
                    yield return new ConventionalMethod(method, document);
            }
        }
    }

    public static EventHandlers<TDoc> HandlersOf<TDoc>(Dictionary<Type, EventHandlers<TDoc>> handlers, Type eventType)
    {
        if (!handlers.TryGetValue(eventType, out var own)) handlers[eventType] = own = new EventHandlers<TDoc>();
        return own;
    }

    private static bool IsUsers(MethodInfo method) => method.DeclaringType!.Assembly != typeof(IEvent).Assembly;
}

using System.Text;

namespace JasperFx.Events;

/// <summary>The stored names of event types.</summary>
public static class EventTypeExtensions
{
    /// <summary>The class name in snake case: <c>ModelVersionPromoted</c> becomes <c>model_version_promoted</c>.</summary>
    public static string GetEventTypeName(this Type eventType)
    {
        if (!eventType.IsGenericType) return SnakeCase(eventType.Name);
        var name = eventType.Name[..eventType.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}<{string.Join(", ", eventType.GetGenericArguments().Select(a => a.Name))}>";
    }

    /// <inheritdoc cref="GetEventTypeName(Type)"/>
    public static string GetEventTypeName<TEvent>() => typeof(TEvent).GetEventTypeName();

    /// <summary>A stored name with a suffix: <c>name_suffix</c>.</summary>
    public static string GetEventTypeNameWithSuffix(this string eventTypeName, string suffix) => $"{eventTypeName}_{suffix}";

    /// <summary>The stored name of one version of an event's schema: <c>name_v2</c>.</summary>
    public static string GetEventTypeNameWithSchemaVersion(Type eventType, uint schemaVersion) =>
        eventType.GetEventTypeName().GetEventTypeNameWithSuffix($"v{schemaVersion}");

    /// <inheritdoc cref="GetEventTypeNameWithSchemaVersion(Type, uint)"/>
    public static string GetEventTypeNameWithSchemaVersion<TEvent>(uint schemaVersion) =>
        GetEventTypeNameWithSchemaVersion(typeof(TEvent), schemaVersion);

    /// <summary>A word starts where something else follows a lower case letter, and at the last of a run of others before one.</summary>
    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && StartsWord(name, i)) snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    private static bool StartsWord(string name, int i) =>
        !char.IsLower(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
}

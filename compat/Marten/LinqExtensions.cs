namespace Marten;

/// <summary>Conditions for queries.</summary>
public static class LinqExtensions
{
    /// <summary>Whether the value is one of these.</summary>
    public static bool IsOneOf<T>(this T variable, params T[] matches) => Enumerable.Contains(matches, variable);

    /// <summary>Whether the value is one of these.</summary>
    public static bool IsOneOf<T>(this T variable, IList<T> matches) => matches.Contains(variable);

    /// <summary>Whether the value is one of these.</summary>
    public static bool In<T>(this T variable, params T[] matches) => Enumerable.Contains(matches, variable);
}

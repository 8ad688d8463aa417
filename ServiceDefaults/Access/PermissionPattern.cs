namespace MlOps.ServiceDefaults.Access;

/// <summary>A permission in which <c>*</c> may stand for any area, resource or verb.</summary>
public static class PermissionPattern
{
    /// <summary>What a pattern must be, for messages.</summary>
    public const string Rule = "must be area.resource.verb, each of them a name in lower case or '*'";

    private const char Separator = '.';
    private const string Any = "*";

    /// <summary>Whether a text is a pattern: three parts with dots between, each a name in lower case or <c>*</c>.</summary>
    public static bool IsPattern(string text) =>
        text.Split(Separator) is { Length: 3 } parts && parts.All(part => part == Any || IsName(part));

    /// <summary>Whether a part is a name: lower case and <c>_</c>.</summary>
    public static bool IsName(string part) => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || c == '_');

    /// <summary>Whether a pattern allows all that another one does, or a permission, which is a pattern of one.</summary>
    public static bool Covers(string pattern, string other)
    {
        // On the way of every request of a custom role: nothing is allocated.
        ReadOnlySpan<char> left = pattern, right = other;
        while (true)
        {
            var (l, r) = (left.IndexOf(Separator), right.IndexOf(Separator));
            if (l < 0 || r < 0) return l == r && CoversPart(left, right);
            if (!CoversPart(left[..l], right[..r])) return false;
            left = left[(l + 1)..];
            right = right[(r + 1)..];
        }
    }

    /// <summary>The patterns without those that others cover, in order.</summary>
    public static IReadOnlyList<string> Least(IEnumerable<string> patterns)
    {
        var all = patterns.Distinct().ToList();
        return [.. all.Where(pattern => !all.Any(other => other != pattern && Covers(other, pattern))).Order(StringComparer.Ordinal)];
    }

    private static bool CoversPart(ReadOnlySpan<char> part, ReadOnlySpan<char> other) =>
        part.SequenceEqual(Any) || part.SequenceEqual(other);
}

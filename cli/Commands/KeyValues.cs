namespace MlOps.Cli.Commands;

/// <summary>Options that are given as <c>key=value</c>, such as tags and parameters.</summary>
internal static class KeyValues
{
    /// <summary>What each of them says; the value may have further equals signs.</summary>
    public static IDictionary<string, string> Of(string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var at = text.IndexOf('=');
            if (at < 1) throw new CommandFailedException($"'{text}' is not key=value.");
            pairs[text[..at]] = text[(at + 1)..];
        }
        return pairs;
    }
}

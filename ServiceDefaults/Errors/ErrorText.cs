namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// Truncates the texts of an error, which may quote the request. They are sent in HTTP/2 trailers; clients close the connection, with all
/// its calls, when the trailers exceed 64 KB.
/// </summary>
internal static class ErrorText
{
    /// <summary>The maximum length of a message or description, in characters.</summary>
    public const int MaxDescription = 600;

    /// <summary>The maximum length of a field path, resource name or subject of a rule, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>The maximum total length of the field errors of one request, in characters.</summary>
    private const int MaxFaults = 1_500;

    /// <summary>Truncates a text to <paramref name="max"/> characters, ellipsis included.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        // Does not split a surrogate pair: a lone surrogate cannot be encoded.
        var end = char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1;
        return $"{text[..end]}…";
    }

    /// <summary>The first field errors that fit into the total length, truncated; at least one.</summary>
    public static IEnumerable<FieldFault> Cut(IEnumerable<FieldFault> faults)
    {
        var sent = 0;
        foreach (var fault in faults)
        {
            var cut = new FieldFault(Cut(fault.Field, MaxName), Cut(fault.Description, MaxDescription));
            if (sent > 0 && sent + cut.Field.Length + cut.Description.Length > MaxFaults) yield break;
            sent += cut.Field.Length + cut.Description.Length;
            yield return cut;
        }
    }
}

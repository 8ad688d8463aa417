namespace MlOps.ServiceDefaults.Errors;

/// <summary>
/// The texts of an error as they are sent. They may quote the request, and travel in HTTP/2 trailers: past 64 KB of those a client closes
/// the connection with all its calls.
/// </summary>
internal static class ErrorText
{
    /// <summary>The most characters of a message or description.</summary>
    public const int MaxDescription = 600;

    /// <summary>The most characters of a name: of a field, a resource, a rule's subject.</summary>
    public const int MaxName = 200;

    /// <summary>The most characters of all the faults of one request.</summary>
    private const int MaxFaults = 1_500;

    /// <summary>A text, or its beginning with an ellipsis.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        // A surrogate pair is not split: half of one cannot be encoded.
        var end = char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1;
        return $"{text[..end]}…";
    }

    /// <summary>The faults of a request, as many as may be sent; at least one.</summary>
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

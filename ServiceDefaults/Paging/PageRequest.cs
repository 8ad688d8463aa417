using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>
/// Which page of a list is asked for: at most <paramref name="Size"/> items after the one with key <paramref name="After"/>.
/// </summary>
/// <param name="Size">At least 1.</param>
/// <param name="After">Key of the last item of the page before; null for the first page.</param>
public sealed record PageRequest(int Size, string? After)
{
    /// <summary>How many rows to read: one more than the page has shows that there is a next page.</summary>
    public int Rows => Size + 1;

    /// <summary>
    /// The fields <c>page_size</c> (0 is the default, more than <paramref name="max"/> is the maximum) and <c>page_token</c>;
    /// INVALID_ARGUMENT for a negative size and for a token that no page returned.
    /// </summary>
    public static PageRequest Of(int size, string token, int @default = 100, int max = 1000) => new(
        size switch
        {
            < 0 => throw new InvalidRequestException("page_size", "must not be negative"),
            0 => @default,
            _ => Math.Min(size, max),
        },
        PageToken.Decode(token));
}

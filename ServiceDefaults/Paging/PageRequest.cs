using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>
/// A requested page of a list: at most <paramref name="Size"/> items after the item with key <paramref name="After"/>.
/// </summary>
/// <param name="Size">The maximum number of items, at least 1.</param>
/// <param name="After">The key of the last item of the previous page; null for the first page.</param>
public sealed record PageRequest(int Size, string? After)
{
    /// <summary>The number of rows to query: one more than the page size, to detect whether there is a next page.</summary>
    public int Rows => Size + 1;

    /// <summary>
    /// Creates the request from <c>page_size</c> (0 = <paramref name="default"/>, capped at <paramref name="max"/>) and <c>page_token</c>.
    /// </summary>
    /// <exception cref="InvalidRequestException">The size is negative, or the token is malformed.</exception>
    public static PageRequest Of(int size, string token, int @default = 100, int max = 1000) => new(
        size switch
        {
            < 0 => throw new InvalidRequestException("page_size", "must not be negative"),
            0 => @default,
            _ => Math.Min(size, max),
        },
        PageToken.Decode(token));
}

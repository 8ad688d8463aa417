using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>Validates <c>page_size</c>.</summary>
public static class PageSize
{
    /// <summary>
    /// The number of items of a page: 0 = <paramref name="default"/>, capped at <paramref name="max"/>.
    /// </summary>
    /// <exception cref="InvalidRequestException">The size is negative.</exception>
    public static int Of(int requested, int @default = 100, int max = 1000) => requested switch
    {
        < 0 => throw new InvalidRequestException("page_size", "must not be negative"),
        0 => @default,
        _ => Math.Min(requested, max),
    };
}

using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>The number of items of a page.</summary>
public static class PageSize
{
    /// <summary>
    /// What was asked for, at most <paramref name="max"/>; 0 is the default; less is INVALID_ARGUMENT on <c>page_size</c>.
    /// </summary>
    public static int Of(int requested, int @default = 100, int max = 1000) => requested switch
    {
        < 0 => throw new InvalidRequestException("page_size", "must not be negative"),
        0 => @default,
        _ => Math.Min(requested, max),
    };
}

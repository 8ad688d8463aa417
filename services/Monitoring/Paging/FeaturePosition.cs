using System.Globalization;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Monitoring.Paging;

/// <summary>Where in a window's features a page goes on.</summary>
internal static class FeaturePosition
{
    public static string KeyOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The index of the last feature of the page before; -1 before the first page.</summary>
    public static int Decode(string token)
    {
        if (PageToken.Decode(token) is not { } key) return -1;
        return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < int.MaxValue
            ? index
            : throw new InvalidRequestException("page_token", "is not a token that a previous page returned");
    }
}

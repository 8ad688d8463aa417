using System.Globalization;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Windows;

/// <summary>Where in a window's features a page goes on.</summary>
internal static class FeaturePosition
{
    public static string KeyOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The index of the last feature of the page before; -1 before the first page.</summary>
    public static int Of(string? key)
    {
        if (key is null) return -1;
        return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < int.MaxValue
            ? index
            : throw new InvalidRequestException("page_token", "is not a token that a previous page returned");
    }
}

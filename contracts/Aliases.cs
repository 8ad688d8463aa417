using System.Text.RegularExpressions;

namespace MlOps.Contracts;

/// <summary>The names that aliases of model versions may have: MLflow's.</summary>
public static partial class Aliases
{
    /// <summary>What is wrong with a name; null for one that is allowed.</summary>
    public static string? FaultOf(string alias)
    {
        if (!Allowed().IsMatch(alias)) return "must have 1 to 255 letters, digits, '_' or '-'";
        return Reserved().IsMatch(alias) ? "must not be 'latest' or 'v' followed by digits" : null;
    }

    [GeneratedRegex(@"\A[\w\-]{1,255}\z")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A(latest|v\d+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}

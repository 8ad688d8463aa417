using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>The names that aliases may have: MLflow's.</summary>
internal static partial class Alias
{
    public static void Check(Faults faults, string alias, string field)
    {
        faults.Require(Allowed().IsMatch(alias), field, "must have 1 to 255 letters, digits, '_' or '-'");
        faults.Require(!Reserved().IsMatch(alias), field, "must not be 'latest' or 'v' followed by digits");
    }

    [GeneratedRegex(@"\A[\w\-]{1,255}\z")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A(latest|v\d+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}

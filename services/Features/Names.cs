using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features;

/// <summary>Validation of names of join keys and features, which become column names of training sets.</summary>
internal static partial class Names
{
    /// <summary>Name of the event timestamp column of training sets.</summary>
    public const string EventTimestamp = "event_timestamp";

    /// <summary>Validates a column name: <c>[A-Za-z_][A-Za-z0-9_]{0,127}</c>, and not the reserved <see cref="EventTimestamp"/>.</summary>
    public static Faults ColumnName(this Faults faults, string name, string field) => faults
        .Require(Column().IsMatch(name), field, "must be 1 to 128 characters of A-Z, a-z, 0-9 and '_', not beginning with a digit")
        .Require(!Same(name, EventTimestamp), field, $"must not be {EventTimestamp}, which every training set has");

    /// <summary>Whether two column names are equal in SQL (case-insensitive).</summary>
    public static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex Column();
}

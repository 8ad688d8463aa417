using System.Globalization;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>Numbers among a gate's parameters.</summary>
internal static class GateNumber
{
    public static double Of(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    public static void Check(string? text, Faults faults, string field)
    {
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        faults.Require(isNumber && double.IsFinite(number), field, "must be a finite number");
    }
}

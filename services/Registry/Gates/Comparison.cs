using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>The ways to compare a metric with a number.</summary>
/// <param name="Name">As parameters have it.</param>
/// <param name="Words">As explanations have it.</param>
/// <param name="Holds">The comparison; false for NaN.</param>
internal sealed record Comparison(string Name, string Words, Func<double, double, bool> Holds)
{
    private static readonly Comparison[] All =
    [
        new("less-than", "less than", (value, bound) => value < bound),
        new("less-or-equal", "less than or equal to", (value, bound) => value <= bound),
        new("greater-than", "greater than", (value, bound) => value > bound),
        new("greater-or-equal", "greater than or equal to", (value, bound) => value >= bound),
    ];

    public static string Names { get; } = string.Join(", ", All.Select(comparison => comparison.Name));

    public static Comparison? Find(string? name) => Array.Find(All, comparison => comparison.Name == name);

    public static void Check(string? name, Faults faults, string field) =>
        faults.Require(Find(name) is not null, field, $"must be one of {Names}");
}

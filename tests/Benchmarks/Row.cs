namespace MlOps.Benchmarks;

/// <summary>A line of the table. The ratio is the share of the baseline's speed that is reached, be it a rate or a time.</summary>
internal sealed record Row(string Figure, string Subject, string Baseline, double? Ratio, string Target)
{
    public const string Header = "| figure | subject | baseline | ratio | target |\n|---|---|---|---|---|";
    private const string None = "–";

    /// <summary>More is better; the target is a share of the baseline (0.6 is 60 %).</summary>
    public static Row OfRates(string figure, string unit, double subject, double baseline, double? target = null) => new(
        figure, $"{Text(subject)} {unit}", $"{Text(baseline)} {unit}", subject / baseline,
        target is { } share ? $"≥ {share:P0}: {Met(subject / baseline >= share)}" : None);

    /// <summary>Less is better; times and the target in milliseconds.</summary>
    public static Row OfTimes(string figure, double subject, double baseline, double? target = null) => new(
        figure, $"{Text(subject)} ms", $"{Text(baseline)} ms", baseline / subject, AtMost(subject, target, "ms"));

    /// <summary>Less is better; there is nothing to compare with.</summary>
    public static Row OfAmount(string figure, string unit, double subject, double? target = null) => new(
        figure, $"{Text(subject)} {unit}", None, null, AtMost(subject, target, unit));

    /// <summary>The figure could not be measured.</summary>
    public static Row Failed(string figure) => new(figure, "failed", None, null, None);

    public override string ToString() => $"| {Figure} | {Subject} | {Baseline} | {(Ratio is { } ratio ? ratio.ToString(ratio < 0.1 ? "P1" : "P0") : None)} | {Target} |";

    private static string AtMost(double value, double? limit, string unit) => limit is { } most ? $"≤ {most} {unit}: {Met(value <= most)}" : None;

    private static string Met(bool met) => met ? "met" : "missed";

    private static string Text(double value) => value.ToString(value switch { >= 100 => "#,0", >= 1 => "0.0", _ => "0.0000" });
}

using MlOps.Runtime;

namespace MlOps.Monitoring.Drift.Tests;

/// <summary>
/// The chi-squared test of homogeneity (reference and window × categories) of a categorical column, values that the reference has not
/// seen included; the effect size is the total variation distance ½ Σ |c − r|.
/// </summary>
/// <remarks>
/// The statistic's distribution holds where at least five rows are expected in each cell. Rarer categories are one category together,
/// and where that is too rare as well, Fisher's exact test judges it. What is rare depends on both samples' total only, so that
/// exchangeable samples are exchangeable still.
/// </remarks>
internal sealed class ChiSquared : IDriftTest
{
    private const double LeastExpected = 5;

    public string Name => "chi-squared";

    public double DefaultThreshold => 0.1;

    public DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample)
    {
        if (reference.Kind != ColumnKind.Categorical || reference.Count == 0 || sample.IsEmpty) return null;
        var total = new Cell(reference.Count, sample.Count);
        var smaller = (double)Math.Min(total.Reference, total.Window) / total.Sum;
        var (common, rare) = (new List<Cell>(), new Cell(0, 0));
        foreach (var cell in Cells(reference, sample))
        {
            if (cell.Sum * smaller >= LeastExpected) common.Add(cell);
            else rare = rare.Plus(cell);
        }
        var rareIsCommon = rare.Sum * smaller >= LeastExpected;
        if (rareIsCommon) common.Add(rare);

        var statistic = Statistic(common);
        var pValue = common.Count > 1 ? Probability.ChiSquaredTail(statistic, common.Count - 1) : 1;
        if (rare.Sum > 0 && !rareIsCommon)
            pValue = Math.Min(1, 2 * Math.Min(pValue, Probability.FisherExact(rare.Window, total.Window, rare.Sum, total.Sum)));
        var cells = rareIsCommon ? common : [.. common, rare];
        return new DriftOutcome(statistic, pValue, cells.Sum(cell => Math.Abs(cell.Share(total))) / 2);
    }

    /// <summary>Σ (observed − expected)² / expected over both rows of the table.</summary>
    private static double Statistic(List<Cell> cells)
    {
        var total = cells.Aggregate(new Cell(0, 0), (sum, cell) => sum.Plus(cell));
        var statistic = 0.0;
        foreach (var cell in cells)
        {
            var (expected, other) = ((double)cell.Sum * total.Window / total.Sum, (double)cell.Sum * total.Reference / total.Sum);
            statistic += (cell.Window - expected) * (cell.Window - expected) * (1 / expected + 1 / other);
        }
        return double.IsFinite(statistic) ? statistic : 0;
    }

    /// <summary>The rows of each value of either side.</summary>
    private static List<Cell> Cells(ColumnProfile reference, ColumnSample sample)
    {
        var values = sample.Sorted;
        var seen = new long[reference.Bins.Count];
        var cells = new List<Cell>();
        for (var (from, to) = (0, 0); from < values.Length; from = to)
        {
            while (to < values.Length && values[to] == values[from]) to++;
            var bin = reference.BinOf(values[from]);
            if (bin < seen.Length) seen[bin] = to - from;
            else cells.Add(new Cell(0, to - from));
        }
        cells.AddRange(seen.Select((count, bin) => new Cell(reference.BinCounts[bin], count)));
        return cells;
    }

    /// <summary>How many rows of each side have a value.</summary>
    private readonly record struct Cell(long Reference, long Window)
    {
        public long Sum => Reference + Window;

        public Cell Plus(Cell other) => new(Reference + other.Reference, Window + other.Window);

        /// <summary>The window's share less the reference's.</summary>
        public double Share(Cell total) => (double)Window / total.Window - (double)Reference / total.Reference;
    }
}

using MlOps.Runtime;

namespace MlOps.Monitoring.Drift.Tests;

/// <summary>
/// Whether the share of missing values is that of the training data: Fisher's exact test; the effect size is the difference of the shares.
/// </summary>
internal sealed class MissingValues : IDriftTest
{
    public string Name => "missing-values";

    public double DefaultThreshold => 0.05;

    public DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample)
    {
        var (was, all) = (reference.Count + reference.Missing, sample.Count + sample.Missing);
        if (was == 0 || all == 0 || reference.Missing + sample.Missing == 0) return null;
        var difference = (double)sample.Missing / all - (double)reference.Missing / was;
        // A column without any value has lost everything, however little that was.
        var effect = sample.IsEmpty && reference.Count > 0 ? 1 : Math.Abs(difference);
        var pValue = Probability.FisherExact(sample.Missing, all, reference.Missing + sample.Missing, was + all);
        return new DriftOutcome(difference, pValue, effect);
    }
}

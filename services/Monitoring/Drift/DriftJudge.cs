using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Runtime;

namespace MlOps.Monitoring.Drift;

/// <summary>Compares the columns of a window with the profile of the training data, and says what that means.</summary>
internal sealed class DriftJudge(IEnumerable<IDriftTest> tests)
{
    private readonly IDriftTest[] tests = [.. tests];

    public Judgement Judge(ReferenceProfile profile, WindowRows rows, MonitorSettings settings)
    {
        var columns = profile.Features.Select((column, index) => Compare(column, rows.Features[index])).ToList();
        if (profile.Prediction is { } prediction) columns.Add(Compare(prediction, rows.Predictions));
        Correct(columns);

        var features = columns.Take(profile.Features.Count).Select(column => Report(column, settings)).ToList();
        var predicted = profile.Prediction is null ? null : Report(columns[^1], settings);
        var compared = columns.Exists(column => column.Found.Exists(found => found.Outcome.PValue is not null));
        return new Judgement(
            features, predicted, compared ? Verdict(features, predicted, rows.Count, settings) : WindowVerdict.InsufficientData);
    }

    private static WindowVerdict Verdict(List<FeatureDrift> features, FeatureDrift? prediction, int rows, MonitorSettings settings)
    {
        if (rows < settings.MinimumRows) return WindowVerdict.InsufficientData;
        var drifted = features.FindAll(feature => feature.Drifted);
        var enough = drifted.Count > 0 && drifted.Count >= settings.DriftShare * features.Count;
        var gone = drifted.Exists(feature => feature.Missing == rows);
        return enough || gone || prediction is { Drifted: true } ? WindowVerdict.Drifted : WindowVerdict.Stable;
    }

    private Column Compare(ColumnProfile reference, List<float> values)
    {
        var sample = new ColumnSample(values);
        var found = new List<Found>();
        foreach (var test in tests)
        {
            if (test.Evaluate(reference, sample) is { } outcome) found.Add(new Found(test, outcome));
        }
        return new Column(reference, sample.Mean, sample.Missing, found);
    }

    /// <summary>One family: every p-value of every column.</summary>
    private static void Correct(List<Column> columns)
    {
        var family = columns.SelectMany(column => column.Found).Where(found => found.Outcome.PValue is not null).ToList();
        var adjusted = HolmCorrection.Adjust(family.ConvertAll(found => found.Outcome.PValue!.Value));
        for (var i = 0; i < adjusted.Length; i++) family[i].AdjustedPValue = adjusted[i];
    }

    /// <summary>A distance says how large the change is once one of the column's tests has said that there is one.</summary>
    private static FeatureDrift Report(Column column, MonitorSettings settings)
    {
        var significant = column.Found.Exists(found => found.AdjustedPValue <= settings.Significance);
        var results = column.Found.ConvertAll(found =>
        {
            var threshold = settings.EffectThresholds.GetValueOrDefault(found.Test.Name, found.Test.DefaultThreshold);
            var counts = found.AdjustedPValue is { } p ? p <= settings.Significance : significant;
            return new DriftTestResult(
                found.Test.Name, found.Outcome.Statistic, found.Outcome.PValue, found.AdjustedPValue, found.Outcome.EffectSize, threshold,
                counts && found.Outcome.EffectSize > threshold);
        });
        return new FeatureDrift(
            column.Reference.Name, results, results.Exists(result => result.Drifted), column.Reference.Mean, column.Mean, column.Missing);
    }

    private sealed record Column(ColumnProfile Reference, double Mean, long Missing, List<Found> Found);

    private sealed record Found(IDriftTest Test, DriftOutcome Outcome)
    {
        public double? AdjustedPValue { get; set; }
    }
}

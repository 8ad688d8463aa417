using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class DriftJudgeTests
{
    private static readonly MonitorSettings Defaults = MonitorSettings.Default;

    // Just these, whichever else the service has.
    private static readonly DriftJudge Tests =
        new([new KolmogorovSmirnov(), new ChiSquared(), new MissingValues(), new PopulationStabilityIndex()]);

    [Fact]
    public void one_badly_drifted_feature_makes_the_window_drifted_unless_the_settings_ask_for_more()
    {
        var rows = Given.Rows(1000, shift: 0.5f);

        var judged = Judge(rows, Defaults);
        var lenient = Judge(rows, Defaults with { DriftShare = 0.6 });

        (judged.Verdict, lenient.Verdict).ShouldBe((WindowVerdict.Drifted, WindowVerdict.Stable));
        foreach (var features in new[] { judged.Features, lenient.Features })
            features.Where(feature => feature.Drifted).ShouldHaveSingleItem().Feature.ShouldBe("temp");
    }

    [Fact]
    public void a_feature_that_is_gone_is_never_stable()
    {
        var rows = Given.Rows(50);
        rows.Features[1].Clear();
        rows.Features[1].AddRange(Enumerable.Repeat(float.NaN, 50));

        Judge(rows, Defaults with { DriftShare = 1 }).Verdict.ShouldBe(WindowVerdict.Drifted);
        Judge(rows, Defaults with { MinimumRows = 51 }).Verdict.ShouldBe(WindowVerdict.InsufficientData);
        var gone = Judge(rows, Defaults).Features[1];
        (gone.Drifted, gone.Missing, gone.WindowMean, gone.Tests.ShouldHaveSingleItem().Name).ShouldBe((true, 50, 0, "missing-values"));
    }

    [Fact]
    public void a_prediction_that_moved_is_never_stable()
    {
        var random = new Random(3);
        var predictions = Enumerable.Range(0, 2000).Select(_ => random.NextSingle()).ToArray();
        var profile = Given.Profile with { Prediction = ColumnProfile.Compute("cnt", predictions) };
        var (moved, same) = (Given.Rows(500), Given.Rows(500));
        for (var row = 0; row < 500; row++)
            (moved.Predictions[row], same.Predictions[row]) = (random.NextSingle() + 0.3f, random.NextSingle());

        var judged = Tests.Judge(profile, moved, Defaults with { DriftShare = 1 });

        judged.Verdict.ShouldBe(WindowVerdict.Drifted);
        judged.Features.ShouldAllBe(feature => !feature.Drifted);
        judged.Prediction.ShouldNotBeNull().Drifted.ShouldBeTrue();
        Tests.Judge(profile, same, Defaults).Verdict.ShouldBe(WindowVerdict.Stable);
    }

    [Fact]
    public void a_significant_change_that_is_small_is_no_drift()
    {
        var rows = Given.Rows(100_000, shift: 0.06f);

        var temp = Judge(rows, Defaults).Features[0];

        (temp.Drifted, Test(temp, "kolmogorov-smirnov").AdjustedPValue < 0.01).ShouldBe((false, true));
    }

    [Fact]
    public void a_large_change_that_chance_explains_is_no_drift()
    {
        var rows = new WindowRows(2);
        foreach (var value in (float[])[0.1f, 0.5f, 0.6f, 0.7f, 0.9f])
        {
            rows.Features[0].Add(value);
            rows.Features[1].Add(3);
            rows.Predictions.Add(1);
        }

        var temp = Judge(rows, Defaults with { MinimumRows = 1 }).Features[0];

        temp.Tests.ShouldAllBe(test => !test.Drifted);
        Test(temp, "kolmogorov-smirnov").EffectSize.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void thresholds_of_the_settings_stand_for_the_tests_own()
    {
        var rows = Given.Rows(1000, shift: 0.5f);
        var settings = Defaults with { EffectThresholds = Defaults.EffectThresholds.Add("kolmogorov-smirnov", 1).Add("psi", 1000) };

        var temp = Judge(rows, settings).Features[0];

        (temp.Drifted, Test(temp, "kolmogorov-smirnov").Threshold, Test(temp, "psi").Threshold).ShouldBe((false, 1, 1000));
    }

    [Fact]
    public void a_distance_counts_only_where_a_test_says_that_there_is_a_change()
    {
        var settings = Defaults with { EffectThresholds = Defaults.EffectThresholds.Add("psi", 0) };

        Test(Judge(Given.Rows(60), settings).Features[0], "psi").Drifted.ShouldBeFalse();
        Test(Judge(Given.Rows(60, shift: 0.5f), settings).Features[0], "psi").Drifted.ShouldBeTrue();
    }

    [Fact]
    public void where_nothing_can_be_compared_there_is_no_verdict()
    {
        var profile = new ReferenceProfile(0, []);

        Tests.Judge(profile, Given.Rows(1000), Defaults).Verdict.ShouldBe(WindowVerdict.InsufficientData);
    }

    [Fact]
    public void missing_values_are_counted_and_enter_no_other_test()
    {
        var rows = Given.Rows(1000);
        for (var row = 0; row < 20; row++) rows.Features[0][row] = float.NaN;

        var temp = Judge(rows, Defaults).Features[0];

        (temp.Missing, temp.Drifted).ShouldBe((20, false));
        temp.WindowMean.ShouldBe(rows.Features[0].Where(float.IsFinite).Average(), 1e-4);
    }

    private static Judgement Judge(WindowRows rows, MonitorSettings settings) => Tests.Judge(Given.Profile, rows, settings);

    private static DriftTestResult Test(FeatureDrift feature, string name) => feature.Tests.Single(test => test.Name == name);
}

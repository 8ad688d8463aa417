using FsCheck;
using FsCheck.Fluent;
using MlOps.Monitoring.Drift;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class HolmCorrectionTests
{
    private static readonly Arbitrary<double[]> PValues = Gen.Choose(0, 1_000_000).Select(n => n / 1e6).ArrayOf().ToArbitrary();

    [Fact]
    public void multiplies_the_least_by_the_number_of_tests_and_each_further_one_by_one_less() =>
        HolmCorrection.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)).ShouldBe([0.03, 0.06, 0.06, 0.02]);

    [Fact]
    public void rejects_just_what_the_step_down_procedure_rejects() => Prop.ForAll(PValues, pValues =>
    {
        var adjusted = HolmCorrection.Adjust(pValues);

        foreach (var level in (double[])[0.01, 0.05, 0.3])
        {
            // From the least on, until one is above level / (tests that are left).
            var sorted = pValues.Order().ToList();
            var rejected = sorted.TakeWhile((p, i) => p * (sorted.Count - i) <= level).Count();
            adjusted.Count(p => p <= level).ShouldBe(rejected);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void keeps_the_order_and_makes_no_p_value_less() => Prop.ForAll(PValues, pValues =>
    {
        var pairs = pValues.Zip(HolmCorrection.Adjust(pValues)).OrderBy(pair => pair.First).ToList();

        pairs.ShouldAllBe(pair => pair.Second >= pair.First && pair.Second <= 1);
        pairs.Zip(pairs.Skip(1)).ShouldAllBe(next => next.First.Second <= next.Second.Second);
    }).QuickCheckThrowOnFailure();
}

using MlOps.Monitoring.Tests.Drift.Simulation;

namespace MlOps.Monitoring.Tests.Drift;

/// <summary>A sample of what <c>eng/drift-simulation.sh</c> measures; seeded, so that it always comes to the same.</summary>
public sealed class FalseAlarmTests
{
    private const int Seed = 20261128;

    private const double Budget = 0.05;

    public static TheoryData<string, int, int, int> Stationary => new()
    {
        { "normal", 1, 50, 250 },
        { "normal", 12, 50, 250 },
        { "correlated", 12, 50, 250 },
        { "heavy tails", 12, 50, 250 },
        { "ties", 12, 50, 250 },
        { "counts", 12, 50, 250 },
        { "rare categories", 12, 50, 250 },
        { "flags", 12, 50, 250 },
        { "missing values", 12, 50, 250 },
        { "mixed", 12, 500, 100 },
        { "mixed", 200, 50, 40 },
    };

    [Theory]
    [MemberData(nameof(Stationary))]
    public void at_most_one_of_twenty_stationary_windows_raises_a_false_alarm(string population, int features, int rows, int windows) =>
        new DriftSimulation(Population.All.Single(p => p.Name == population), features, rows).DriftedShare(windows, Seed)
            .ShouldBeLessThanOrEqualTo(Budget);

    [Fact]
    public void half_a_standard_deviation_in_three_of_ten_features_is_found_in_500_rows() =>
        new DriftSimulation(Population.Normal, Population.Shifted(0.5, share: 0.3), 10, 500).DriftedShare(100, Seed)
            .ShouldBeGreaterThanOrEqualTo(0.95);

    [Fact]
    public void one_badly_shifted_feature_of_twelve_is_found_in_200_rows() =>
        new DriftSimulation(Population.Normal, Population.Shifted(1, share: 1 / 12.0), 12, 200).DriftedShare(100, Seed)
            .ShouldBeGreaterThanOrEqualTo(0.95);
}

using MlOps.Experiments.Training;

namespace MlOps.Experiments.Tests.Training;

public class HeldOutScoresTests
{
    [Fact]
    public void measures_the_distance_of_predictions_from_the_truth()
    {
        var scores = HeldOutScores.Of([2, 2, 5, 7], [1, 3, 5, 7]);

        scores.Rmse.ShouldBe(Math.Sqrt(0.5), 1e-12);
        scores.Mae.ShouldBe(0.5, 1e-12);
        scores.R2.ShouldBe(1 - 2.0 / 20, 1e-12);
    }

    [Fact]
    public void r2_is_no_number_where_all_labels_are_equal() => HeldOutScores.Of([1, 2], [3, 3]).R2.ShouldBe(double.NaN);
}

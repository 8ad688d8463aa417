using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;

namespace MlOps.Experiments.Tests.Training;

public class RoundLogTests
{
    [Fact]
    public void a_training_that_begins_again_logs_only_rounds_that_are_news()
    {
        var run = Given.RunInTraining.Apply(MetricSegment.Of([Given.Point("train_rmse", 9, step: 4)]).ToEvent(Given.RunId));

        var segment = RoundLog.Unlogged(run, Enumerable.Range(3, 4).Select(step => Given.Point("train_rmse", 10 - step, step)));

        segment.ShouldNotBeNull().Points.Select(point => point.Step).ShouldBe([5, 6]);
    }

    [Fact]
    public void there_is_nothing_to_log_when_all_rounds_are_known()
    {
        var run = Given.RunInTraining.Apply(MetricSegment.Of([Given.Point("train_rmse", 9, step: 4)]).ToEvent(Given.RunId));

        RoundLog.Unlogged(run, [Given.Point("train_rmse", 9, step: 4)]).ShouldBeNull();
    }
}

using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Tests.Tracking;

public class MetricSegmentTests
{
    [Fact]
    public void its_event_counts_the_points_and_names_the_newest_of_each_key()
    {
        var segment = MetricSegment.Of(
        [
            Given.Point("loss", 3, step: 1), Given.Point("acc", 0.5, step: 1), Given.Point("loss", 1, step: 3),
            Given.Point("loss", 2, step: 2),
        ]);

        var logged = segment.ToEvent(Given.RunId);

        logged.PointCount.ShouldBe(4);
        logged.Segment.ShouldBe(segment.Id);
        logged.Latest.ShouldBe([Given.Point("acc", 0.5, step: 1), Given.Point("loss", 1, step: 3)]);
    }

    [Fact]
    public void its_digest_depends_on_every_part_of_every_point()
    {
        MetricPoint[] points = [Given.Point("a", 1, 1, 1), Given.Point("b", 2, 2, 2)];
        MetricPoint[][] others =
        [
            [points[0]],
            [points[1] with { Key = "a" }, points[0] with { Key = "b" }],
            [points[0] with { Value = 1.5 }, points[1]],
            [points[0] with { Step = 9 }, points[1]],
            [points[0], points[1] with { Timestamp = points[1].Timestamp.AddMilliseconds(1) }],
        ];

        others.Append(points).Select(p => MetricSegment.Of(p).Digest()).Distinct().Count().ShouldBe(6);
        MetricSegment.Of(points).Digest().ShouldBe(MetricSegment.Of([points[1], points[0]]).Digest());
        MetricSegment.Of(points).Digest().ShouldStartWith("sha256:");
    }
}

using MlOps.Monitoring.Monitors;

namespace MlOps.Monitoring.Tests.Monitors;

public sealed class FollowDeploymentTests
{
    [Fact]
    public void the_first_version_begins_the_monitor() =>
        FollowDeployment.Decide(null, "d", "m", 1, "sha256:aa").ShouldBe([new MonitorCreated("d", "m", 1, "sha256:aa")]);

    [Fact]
    public void another_version_changes_the_reference()
    {
        var events = FollowDeployment.Decide(Given.Monitor, "bike-demand", "bike-demand", 4, "sha256:bb");

        var changed = events.ShouldHaveSingleItem().ShouldBeOfType<MonitorReferenceChanged>();
        var monitor = Given.Monitor.Apply(changed);
        (monitor.ModelVersion, monitor.ReferenceProfileDigest).ShouldBe((4, "sha256:bb"));
    }

    [Fact]
    public void the_same_version_again_changes_nothing() =>
        FollowDeployment.Decide(Given.Monitor, "bike-demand", "bike-demand", 3, Given.Digest).ShouldBeEmpty();
}

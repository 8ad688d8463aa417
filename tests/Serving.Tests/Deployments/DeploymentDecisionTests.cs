using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.Serving.Deployments;
using Deployment = MlOps.Serving.Deployments.Deployment;
using DeploymentCreated = MlOps.Serving.Deployments.DeploymentCreated;
using DeploymentRetired = MlOps.Serving.Deployments.DeploymentRetired;
using ModelLoadFailed = MlOps.Serving.Deployments.ModelLoadFailed;
using ModelVersionDeployed = MlOps.Serving.Deployments.ModelVersionDeployed;

namespace MlOps.Serving.Tests.Deployments;

public class DeploymentDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Deployment New = Deployment.Create(new DeploymentCreated("bikes", "demand", "champion", null, "f-v1", "eve", Now));

    [Fact]
    public void a_new_deployment_is_pending_and_follows_its_alias()
    {
        var created = CreateDeployment.Decide(null, new CreateDeploymentRequest { Name = "bikes", Model = "demand", Alias = "champion", FeatureService = "f-v1" }, "eve", Now);

        created.ShouldBe([new DeploymentCreated("bikes", "demand", "champion", null, "f-v1", "eve", Now)]);
        (New.Id, New.Status, New.Alias, New.Version, New.Active, New.Revision).ShouldBe(("deployment/bikes", DeploymentStatus.Pending, "champion", null, null, 1));
    }

    [Fact]
    public void a_deployment_may_stay_at_a_version() =>
        CreateDeployment.Decide(null, new CreateDeploymentRequest { Name = "bikes", Model = "demand", Version = 3 }, "eve", Now)
            .ShouldBe([new DeploymentCreated("bikes", "demand", null, 3, "", "eve", Now)]);

    [Fact]
    public void a_name_is_taken_once() =>
        Should.Throw<AlreadyExistsException>(() => CreateDeployment.Decide(New, new CreateDeploymentRequest { Name = "bikes", Model = "demand", Version = 3 }, "eve", Now));

    [Fact]
    public void a_version_that_loads_takes_the_traffic_and_one_that_does_not_changes_only_the_status()
    {
        var ready = Fold(New, Candidate(1, 5));
        (ready.Status, ready.Active, ready.RegistryRevision, ready.Revision).ShouldBe((DeploymentStatus.Ready, new ActiveVersion(1, "sha256:1", "p1"), 5, 2));
        DeployModelVersion.Decide(ready, Candidate(2, 6), null)
            .ShouldBe([new ModelVersionDeployed("bikes", "demand", 2, 1, "sha256:2", "p2", "f-v1", 6)]);

        var failed = Fold(ready, Candidate(2, 6), "no trees");
        (failed.Status, failed.StatusMessage, failed.Active!.Version, failed.RegistryRevision).ShouldBe((DeploymentStatus.Failed, "version 2: no trees", 1, 6));

        var again = Fold(failed, Candidate(1, 7));
        (again.Status, again.StatusMessage, again.Active!.Version).ShouldBe((DeploymentStatus.Ready, "", 1));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    [InlineData(1, 9)]
    public void an_older_word_of_the_registry_or_the_version_that_serves_already_changes_nothing(long version, long revision)
    {
        var ready = Fold(New, Candidate(1, 5));

        DeployModelVersion.Concerns(ready, Candidate(version, revision)).ShouldBeFalse();
        DeployModelVersion.Decide(ready, Candidate(version, revision), null).ShouldBeEmpty();
        DeployModelVersion.Decide(ready, Candidate(version, revision), "no trees").ShouldBeEmpty();
    }

    [Fact]
    public void a_failed_version_is_tried_again_only_by_a_newer_word()
    {
        var failed = Fold(New, Candidate(1, 5), "no trees");

        DeployModelVersion.Decide(failed, Candidate(1, 5), null).ShouldBeEmpty();
        DeployModelVersion.Decide(failed, Candidate(1, 6), null).Length.ShouldBe(1);
    }

    [Fact]
    public void a_retired_deployment_takes_no_version_and_retires_once()
    {
        var request = new RetireDeploymentRequest { Name = "bikes" };
        RetireDeployment.Decide(New, request).ShouldBe([new DeploymentRetired("bikes")]);
        var retired = Fold(New, Candidate(1, 5)).Apply(new DeploymentRetired("bikes"));

        retired.Status.ShouldBe(DeploymentStatus.Retired);
        RetireDeployment.Decide(retired, request).ShouldBeEmpty();
        DeployModelVersion.Decide(retired, Candidate(2, 6), null).ShouldBeEmpty();
        Should.Throw<NotFoundException>(() => RetireDeployment.Decide(null, request));
    }

    private static Candidate Candidate(long version, long revision) => new(version, $"sha256:{version}", $"p{version}", revision);

    private static Deployment Fold(Deployment deployment, Candidate candidate, string? error = null) =>
        DeployModelVersion.Decide(deployment, candidate, error).Single() switch
        {
            ModelVersionDeployed e => deployment.Apply(e),
            ModelLoadFailed e => deployment.Apply(e),
            var other => throw new InvalidOperationException($"{other}"),
        };
}

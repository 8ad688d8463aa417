using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.Serving.Deployments;
using Deployment = MlOps.Serving.Deployments.Deployment;
using DeploymentCreated = MlOps.Serving.Deployments.DeploymentCreated;
using DeploymentRetired = MlOps.Serving.Deployments.DeploymentRetired;
using ModelLoadFailed = MlOps.Serving.Deployments.ModelLoadFailed;
using ModelVersionDeployed = MlOps.Serving.Deployments.ModelVersionDeployed;
using ModelVersionUndeployed = MlOps.Serving.Deployments.ModelVersionUndeployed;

namespace MlOps.Serving.Tests.Deployments;

public class DeploymentDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Deployment New = Deployment.Create(new DeploymentCreated("bikes", "demand", "champion", null, "f-v1", "eve", Now));

    private static readonly Standing Unheld = new(5, null);

    [Fact]
    public void a_new_deployment_of_an_alias_that_names_nothing_is_pending_and_follows_it()
    {
        var request = new CreateDeploymentRequest { Name = "bikes", Model = "demand", Alias = "champion", FeatureService = "f-v1" };

        Create(null, request, Unheld).ShouldBe([new DeploymentCreated("bikes", "demand", "champion", null, "f-v1", "eve", Now)]);
        (New.Id, New.Status, New.Alias, New.Version, New.Active, New.Revision).ShouldBe(("deployment/bikes", DeploymentStatus.Pending, "champion", null, null, 1));
    }

    [Fact]
    public void a_deployment_may_stay_at_a_version_and_begins_with_it() =>
        Create(null, Pinned, Candidate(3, 9)).ShouldBe(
        [
            new DeploymentCreated("bikes", "demand", null, 3, "", "eve", Now),
            new ModelVersionDeployed("bikes", "demand", 3, null, "sha256:3", "p3", "", 9, null),
        ]);

    [Theory]
    [InlineData(ApprovalState.NotRequested)]
    [InlineData(ApprovalState.Pending)]
    [InlineData(ApprovalState.Rejected)]
    [InlineData(ApprovalState.Withdrawn)]
    [InlineData(ApprovalState.Expired)]
    public void a_version_that_is_not_approved_is_not_deployed(ApprovalState approval) =>
        Should.Throw<RuleBrokenException>(() => Create(null, Pinned, Candidate(3, 9, approval))).Rule.ShouldBe("version-approved");

    [Fact]
    public void nothing_new_comes_of_an_archived_model() =>
        Should.Throw<RuleBrokenException>(() => Create(null, Pinned, Candidate(3, 9) with { ModelArchived = true })).Rule.ShouldBe("model-archived");

    [Fact]
    public void a_name_is_taken_once() => Should.Throw<AlreadyExistsException>(() => Create(New, Pinned, Candidate(3, 9)));

    [Fact]
    public void a_version_that_loses_its_approval_leaves_nothing_to_answer_until_a_newer_word()
    {
        var ready = Fold(New, Candidate(1, 5));
        UndeployModelVersion.Decide(ready, 2, "withdrawn", 6).ShouldBeEmpty("another version lost it");
        UndeployModelVersion.Decide(ready, 1, "withdrawn", 5).ShouldBeEmpty("an older word");

        var lost = UndeployModelVersion.Decide(ready, 1, "withdrawn", 6).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionUndeployed>();
        var blocked = ready.Apply(lost);

        (blocked.Status, blocked.StatusMessage, blocked.Active, blocked.RegistryRevision).ShouldBe((DeploymentStatus.Blocked, "version 1: withdrawn", null, 6));
        DeployModelVersion.Decide(blocked, Candidate(1, 6), null).ShouldBeEmpty();
        DeployModelVersion.Decide(blocked, Candidate(1, 7, ApprovalState.Pending), null).ShouldBeEmpty();
        DeployModelVersion.Decide(blocked, Candidate(1, 8), null).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionDeployed>();
    }

    [Fact]
    public void a_deployment_whose_alias_names_nothing_any_longer_has_nothing_to_answer()
    {
        var ready = Fold(New, Candidate(1, 5));

        UndeployModelVersion.Decide(ready, null, "removed", 6).ShouldBe([new ModelVersionUndeployed("bikes", "demand", 1, "removed", 6)]);
        DeployModelVersion.Decide(ready, new Standing(6, null), null)
            .ShouldBe([new ModelVersionUndeployed("bikes", "demand", 1, "the alias names no version any longer", 6)]);
        DeployModelVersion.Decide(ready, Candidate(2, 6, ApprovalState.Expired), null)
            .ShouldBe([new ModelVersionUndeployed("bikes", "demand", 1, "its approval has expired", 6)]);
        UndeployModelVersion.Decide(New, null, "removed", 6).ShouldBeEmpty();
    }

    [Fact]
    public void an_approval_ends_at_its_moment()
    {
        var ready = Fold(New, Candidate(1, 5, ApprovalState.Approved, Now));

        UndeployModelVersion.DecideExpired(ready, Now.AddTicks(-1)).ShouldBeEmpty();
        var expired = UndeployModelVersion.DecideExpired(ready, Now).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionUndeployed>();
        ready.Apply(expired).RegistryRevision.ShouldBe(5);
        DeployModelVersion.Decide(ready.Apply(expired), Candidate(1, 8, ApprovalState.Approved, Now.AddDays(1)), null).ShouldNotBeEmpty();
    }

    [Fact]
    public void a_version_that_loads_takes_the_traffic_and_one_that_does_not_changes_only_the_status()
    {
        var ready = Fold(New, Candidate(1, 5));
        (ready.Status, ready.Active, ready.RegistryRevision, ready.Revision).ShouldBe((DeploymentStatus.Ready, new ActiveVersion(1, "sha256:1", "p1", null), 5, 2));
        DeployModelVersion.Decide(ready, Candidate(2, 6), null)
            .ShouldBe([new ModelVersionDeployed("bikes", "demand", 2, 1, "sha256:2", "p2", "f-v1", 6, null)]);

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
        DeployModelVersion.Decide(failed, Candidate(1, 6), null).ShouldHaveSingleItem();
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

    private static CreateDeploymentRequest Pinned => new() { Name = "bikes", Model = "demand", Version = 3 };

    private static IEnumerable<object> Create(Deployment? deployment, CreateDeploymentRequest request, Standing standing) =>
        CreateDeployment.Decide(deployment, request, standing, null, "eve", Now);

    private static Standing Candidate(long version, long revision, ApprovalState approval = ApprovalState.Approved, DateTimeOffset? validUntil = null) => new(
        revision,
        new ModelVersion
        {
            Version = version, ArtifactDigest = $"sha256:{version}", ReferenceProfileDigest = $"p{version}", Approval = approval, ApprovalValidUntil = validUntil?.ToTimestamp(),
        });

    private static Deployment Fold(Deployment deployment, Standing candidate, string? error = null) =>
        DeployModelVersion.Decide(deployment, candidate, error).Single() switch
        {
            ModelVersionDeployed e => deployment.Apply(e),
            ModelLoadFailed e => deployment.Apply(e),
            var other => throw new InvalidOperationException($"{other}"),
        };
}

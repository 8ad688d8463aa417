using MlOps.Registry.Gates;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Tests.Models;

public class RequestApprovalTests
{
    [Fact]
    public void asks_for_approval_when_every_gate_is_passed()
    {
        var life = Given.ModelWithVersion.Then(Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 70)));

        var requested = Decide(life).ShouldHaveSingleItem().ShouldBeOfType<ApprovalRequested>();

        requested.RequestedBy.ShouldBe(Given.Requester);
        requested.GateResults.ShouldBe(
        [
            new GateResult(Given.Gate("rmse", "test_rmse", "less-than", 70), Given.Approver, Given.Now, Superseded: false, Required: true,
                Passed: true, 66.61,
                "test_rmse is 66.61, which is less than 70"),
        ]);
    }

    [Fact]
    public void names_every_gate_that_is_not_passed()
    {
        var life = Given.ModelWithVersion.Then(
            Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 60)),
            Given.Defined(Given.Gate("r2", "test_r2", "greater-than", 0.8)),
            Given.Defined(Given.Gate("fairness", "parity", "greater-than", 0.9)));

        var broken = Should.Throw<RuleBrokenException>(() => Decide(life));

        broken.Rule.ShouldBe("gates");
        broken.Message.ShouldContain("'rmse' is not passed: test_rmse is 66.61, which is not less than 60");
        broken.Message.ShouldContain("'fairness' is not passed: the version has no metric 'parity'");
        broken.Message.ShouldNotContain("'r2'");
    }

    [Fact]
    public void a_refusal_by_very_many_gates_stays_an_error_message()
    {
        var life = Given.ModelWithVersion.Then(
            Enumerable.Range(0, Limits.Gates).Select(i => Given.Defined(Given.Gate($"gate-{i}", new string('m', 250), "less-than", 1))));

        var message = Should.Throw<RuleBrokenException>(() => Decide(life)).Message;

        message.Length.ShouldBeLessThan(4200);
        message.ShouldContain("more are not passed");
    }

    [Fact]
    public void refuses_a_version_that_is_pending_or_approved()
    {
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithPendingVersion)).Rule.ShouldBe("approval-not-open");
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion)).Rule.ShouldBe("approval-not-open");
    }

    [Fact]
    public void can_be_repeated_after_a_rejection_and_after_the_approval_has_expired()
    {
        Decide(Given.ModelWithPendingVersion.Then(new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "too slow")))
            .ShouldNotBeEmpty();
        Decide(Given.ModelWithPendingVersion.Then(Given.Approved(1, Given.Now))).ShouldNotBeEmpty();
    }

    [Fact]
    public void can_be_repeated_so_many_times()
    {
        var life = Given.ModelWithVersion;
        for (var i = 0; i < Limits.ApprovalRequests; i++)
            life = life.Then(Given.Requested(1), new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "no"));

        Should.Throw<LimitExceededException>(() => Decide(life)).Limit.ShouldBe("approval-requests");
    }

    private static IEnumerable<object> Decide(Life life) => RequestApproval.Decide(life.Version(), Given.Kinds, Given.Requester, Given.Now);
}

using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ApprovalRequested = MlOps.Registry.Models.ApprovalRequested;
using Comparison = MlOps.Registry.Models.Comparison;
using ModelVersionRejected = MlOps.Registry.Models.ModelVersionRejected;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests.Models;

public class RequestApprovalTests
{
    [Fact]
    public void asks_for_approval_when_every_gate_is_passed()
    {
        var model = Given.WithGate(Given.ModelWithVersion, "rmse", "test_rmse", Comparison.LessThan, 70);

        var requested = Decide(model).ShouldHaveSingleItem().ShouldBeOfType<ApprovalRequested>();

        requested.RequestedBy.ShouldBe(Given.Requester);
        var result = requested.GateResults.ShouldHaveSingleItem();
        (result.Gate.Name, result.Value, result.Passed).ShouldBe(("rmse", 66.61, true));
    }

    [Fact]
    public void names_every_gate_that_is_not_passed()
    {
        var model = Given.WithGate(Given.ModelWithVersion, "rmse", "test_rmse", Comparison.LessThan, 60);
        model = Given.WithGate(model, "r2", "test_r2", Comparison.GreaterThan, 0.8);
        model = Given.WithGate(model, "fairness", "parity", Comparison.GreaterThan, 0.9);

        var broken = Should.Throw<RuleBrokenException>(() => Decide(model));

        broken.Rule.ShouldBe("gates");
        broken.Message.ShouldContain("'rmse' is not passed: test_rmse is 66.61, which is not less than 60");
        broken.Message.ShouldContain("'fairness' is not passed: the version has no metric 'parity'");
        broken.Message.ShouldNotContain("'r2'");
    }

    [Fact]
    public void refuses_a_version_that_is_pending_or_approved()
    {
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithPendingVersion)).Rule.ShouldBe("approval-not-open");
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion)).Rule.ShouldBe("approval-not-open");
    }

    [Fact]
    public void can_be_repeated_after_a_rejection() =>
        Decide(Given.ModelWithPendingVersion.Apply(new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "too slow")))
            .ShouldHaveSingleItem().ShouldBeOfType<ApprovalRequested>();

    [Fact]
    public void refuses_an_unknown_version() => Should.Throw<NotFoundException>(() => Decide(Given.RegisteredModel)).Name.ShouldBe("bike-demand/1");

    private static object[] Decide(RegisteredModel model) =>
        RequestApproval.Decide(model, new RequestApprovalRequest { Model = Given.Model, Version = 1 }, Given.Requester);
}

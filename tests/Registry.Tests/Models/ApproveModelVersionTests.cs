using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelVersionApproved = MlOps.Registry.Models.ModelVersionApproved;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests.Models;

public class ApproveModelVersionTests
{
    [Fact]
    public void is_done_by_somebody_else() =>
        Decide(Given.ModelWithPendingVersion, Given.Approver)
            .ShouldBe([new ModelVersionApproved(Given.Model, 1, Given.Requester, Given.Approver, "good")]);

    [Theory]
    [InlineData(Given.Requester)]
    [InlineData(Given.Engineer)]
    public void is_refused_to_the_requester_and_to_the_creator(string actor) =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithPendingVersion, actor)).Rule.ShouldBe("four-eyes");

    [Fact]
    public void is_refused_unless_the_version_waits_for_it()
    {
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithVersion, Given.Approver)).Rule.ShouldBe("approval-pending");
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion, Given.Approver)).Rule.ShouldBe("approval-pending");
    }

    private static object[] Decide(RegisteredModel model, string actor) =>
        ApproveModelVersion.Decide(model, new ApproveModelVersionRequest { Model = Given.Model, Version = 1, Reason = "good" }, actor);
}

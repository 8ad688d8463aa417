using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelVersionRejected = MlOps.Registry.Models.ModelVersionRejected;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests.Models;

public class RejectModelVersionTests
{
    [Fact]
    public void says_who_and_why() =>
        Decide(Given.ModelWithPendingVersion)
            .ShouldBe([new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "no card")]);

    [Fact]
    public void is_refused_unless_the_version_waits_for_approval() =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion)).Rule.ShouldBe("approval-pending");

    private static object[] Decide(RegisteredModel model) =>
        RejectModelVersion.Decide(model, new RejectModelVersionRequest { Model = Given.Model, Version = 1, Reason = "no card" }, Given.Approver);
}

using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using AliasRemoved = MlOps.Registry.Models.AliasRemoved;
using ApprovalWithdrawn = MlOps.Registry.Models.ApprovalWithdrawn;
using ModelVersionRejected = MlOps.Registry.Models.ModelVersionRejected;

namespace MlOps.Registry.Tests.Models;

public class RejectModelVersionTests
{
    [Fact]
    public void says_who_and_why() =>
        Reject(Given.ModelWithPendingVersion)
            .ShouldBe([new ModelVersionRejected(Given.Model, 1, Given.Requester, Given.Approver, "no card")]);

    [Fact]
    public void is_refused_unless_the_version_waits_for_approval() =>
        Should.Throw<RuleBrokenException>(() => Reject(Given.ModelWithApprovedVersion)).Rule.ShouldBe("approval-pending");

    [Fact]
    public void takes_the_aliases_of_a_version_whose_approval_had_expired() =>
        Reject(Given.ModelWithChampion.Then(Given.Requested(1))).Last().ShouldBe(new AliasRemoved(Given.Model, "champion", 1));

    [Fact]
    public void an_approval_is_withdrawn_with_every_alias()
    {
        var life = Given.ModelWithChampion.Then(
            new MlOps.Registry.Models.ModelVersionPromoted(Given.Model, 1, "blue", null, []),
            new MlOps.Registry.Models.ModelVersionPromoted(Given.Model, 2, "green", null, []));

        var withdrawn = Withdraw(life).ToList();

        withdrawn.ShouldBe(
        [
            new ApprovalWithdrawn(Given.Model, 1, Given.Approver, "unsafe"), new AliasRemoved(Given.Model, "blue", 1),
            new AliasRemoved(Given.Model, "champion", 1),
        ]);
        var after = life.Then(withdrawn);
        after.Model.Aliases.Keys.ShouldBe(["green"]);
        (after.Details().Review.State, after.Details().Review.DecidedBy, after.Details().Aliases.Count)
            .ShouldBe((MlOps.Registry.Models.ApprovalState.Withdrawn, Given.Approver, 0));
        RequestApproval.Decide(after.Version(), Given.Kinds, Given.Requester, Given.Now).ShouldNotBeEmpty();
    }

    [Fact]
    public void only_an_approval_can_be_withdrawn()
    {
        foreach (var life in new[] { Given.ModelWithVersion, Given.ModelWithPendingVersion })
            Should.Throw<RuleBrokenException>(() => Withdraw(life)).Rule.ShouldBe("approved");
    }

    private static IEnumerable<object> Reject(Life life) =>
        RejectModelVersion.Decide(life.Version(), new RejectModelVersionRequest { Reason = "no card" }, Given.Approver);

    private static IEnumerable<object> Withdraw(Life life) =>
        WithdrawApproval.Decide(life.Version(), new WithdrawApprovalRequest { Reason = "unsafe" }, Given.Approver);
}

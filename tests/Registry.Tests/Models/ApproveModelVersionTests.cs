using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ApprovalState = MlOps.Registry.Models.ApprovalState;
using ModelVersionApproved = MlOps.Registry.Models.ModelVersionApproved;
using ModelVersionRejected = MlOps.Registry.Models.ModelVersionRejected;

namespace MlOps.Registry.Tests.Models;

public class ApproveModelVersionTests
{
    private const string EarlierRequester = "rita";

    [Fact]
    public void is_done_by_somebody_else() =>
        Decide(Given.ModelWithPendingVersion, Given.Approver)
            .ShouldBe([new ModelVersionApproved(Given.Model, 1, Given.Requester, Given.Approver, "good", null)]);

    [Theory]
    [InlineData(Given.Requester)]
    [InlineData(EarlierRequester)]
    [InlineData(Given.Engineer)]
    [InlineData(Given.Author)]
    public void is_refused_to_whoever_had_a_hand_in_the_version(string actor)
    {
        var life = Given.ModelWithVersion.Then(
            Given.Requested(1, EarlierRequester), new ModelVersionRejected(Given.Model, 1, EarlierRequester, Given.Approver, "no card"),
            Given.Requested(1));

        Should.Throw<RuleBrokenException>(() => Decide(life, actor)).Rule.ShouldBe("four-eyes");
    }

    [Fact]
    public void is_refused_unless_the_version_waits_for_it()
    {
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithVersion, Given.Approver)).Rule.ShouldBe("approval-pending");
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion, Given.Approver)).Rule.ShouldBe("approval-pending");
    }

    [Fact]
    public void may_end_by_itself_but_not_in_the_past()
    {
        var approved = Decide(Given.ModelWithPendingVersion, Given.Approver, Given.Now.AddDays(1)).ShouldHaveSingleItem()
            .ShouldBeOfType<ModelVersionApproved>();
        var review = Given.ModelWithPendingVersion.Then(approved).Details().Review;

        review.StateAt(Given.Now).ShouldBe(ApprovalState.Approved);
        review.StateAt(Given.Now.AddDays(1)).ShouldBe(ApprovalState.Expired);
        Should.Throw<InvalidRequestException>(() => Decide(Given.ModelWithPendingVersion, Given.Approver, Given.Now)).Faults[0]
            .Field.ShouldBe("valid_until");
    }

    private static IEnumerable<object> Decide(Life life, string actor, DateTimeOffset? validUntil = null) => ApproveModelVersion.Decide(
        life.Version(), new ApproveModelVersionRequest { Reason = "good", ValidUntil = validUntil?.ToTimestamp() }, actor, Given.Now);
}

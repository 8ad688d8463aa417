using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Members;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Member = MlOps.Gateway.Members.Member;
using MemberRemoved = MlOps.Gateway.Members.MemberRemoved;
using MemberSet = MlOps.Gateway.Members.MemberSet;

namespace MlOps.Gateway.Tests.Members;

public class MemberDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Caller Root = new("root", ["admin"], "bikes", "c");

    [Fact]
    public void a_member_has_the_roles_that_were_set_last_in_the_caller_s_workspace()
    {
        var set = Set(null, Request("Ann", "viewer", "viewer", "engineer"));
        (set.Workspace, set.Subject, set.By, set.At, set.ExpiresAt).ShouldBe(("bikes", "Ann", "root", Now, null));
        set.Roles.ShouldBe(["viewer", "engineer"]);
        var member = Member.Create(set);
        member.Id.ShouldBe("member/ann");

        SetMember.Decide(member, Request("ANN", "viewer", "engineer"), 1, Root, Now).ShouldBeEmpty();
        var other = Set(member, Request("ANN", "approver"));
        // One person has one name.
        (other.Subject, other.Roles.Single(), member.Apply(other).Revision).ShouldBe(("Ann", "approver", 2));
    }

    [Fact]
    public void a_member_is_removed_once_and_can_be_added_again()
    {
        var member = Member.Create(Set(null, Request("ann", "viewer")));
        var request = new RemoveMemberRequest { Subject = "ann" };

        var removed = RemoveMember.Decide(member, request, Root, Now).ShouldHaveSingleItem().ShouldBeOfType<MemberRemoved>();

        member = member.Apply(removed);
        RemoveMember.Decide(member, request, Root, Now).ShouldBeEmpty();
        Should.Throw<NotFoundException>(() => RemoveMember.Decide(null, request, Root, Now).ToList());
        member.Apply(Set(member, Request("ann", "viewer"))).Removed.ShouldBeFalse();
    }

    [Fact]
    public void an_end_is_in_the_future_and_a_workspace_has_only_so_many_members()
    {
        var request = Request("ann", "viewer");
        request.ExpireTime = Timestamp.FromDateTimeOffset(Now);
        Should.Throw<InvalidRequestException>(() => SetMember.Decide(null, request, 0, Root, Now).ToList()).Faults.Single().Field.ShouldBe("expire_time");
        request.ExpireTime = Timestamp.FromDateTimeOffset(Now.AddSeconds(1));
        Set(null, request).ExpiresAt.ShouldBe(Now.AddSeconds(1));

        Should.Throw<LimitExceededException>(() => SetMember.Decide(null, request, Limits.Members, Root, Now).ToList());
        var member = Member.Create(Set(null, request));
        SetMember.Decide(member, Request("ann", "approver"), Limits.Members, Root, Now).Count().ShouldBe(1);
    }

    private static SetMemberRequest Request(string subject, params string[] roles) => new() { Subject = subject, Roles = { roles } };

    private static MemberSet Set(Member? member, SetMemberRequest request) =>
        SetMember.Decide(member, request, 0, Root, Now).ShouldHaveSingleItem().ShouldBeOfType<MemberSet>();
}

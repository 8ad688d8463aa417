using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Members;

/// <summary>What requests about members must keep to.</summary>
internal static class MemberRules
{
    public static void Check(SetMemberRequest request, KnownRoles roles) => Subject(request.Subject, request.Reason)
        .Require(request.Roles.Count > 0, "roles", "at least one is required; RemoveMember removes a member")
        .Count(request.Roles.Count, "roles", Limits.TokenRoles)
        .Require(request.Roles.All(roles.Has), "roles", "must be roles that exist: built-in ones or custom ones")
        .Moment(request.ExpireTime, "expire_time")
        .ThrowIfAny();

    public static void Check(RemoveMemberRequest request) => Subject(request.Subject, request.Reason).ThrowIfAny();

    public static void Check(ListMembersRequest request, KnownRoles roles) => new Faults()
        .Length(request.SubjectPrefix, "subject_prefix", Limits.NameLength)
        .Require(request.Role.Length == 0 || roles.Knows(request.Role), "role", "must be a role that exists, or did")
        .ThrowIfAny();

    private static Faults Subject(string subject, string reason) => new Faults()
        .Require(SubjectNames.IsValid(subject), "subject", SubjectNames.Rule)
        .Length(reason, "reason", Limits.ReasonLength);
}

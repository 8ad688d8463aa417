using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>What requests about tokens may say.</summary>
internal static class TokenRequests
{
    private const string RoleRule = "must be roles that exist: built-in ones or custom ones";

    public static void Check(CreateTokenRequest request, KnownRoles roles)
    {
        var faults = new Faults()
            .Require(SubjectNames.IsValid(request.Subject), "subject", SubjectNames.Rule)
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Require(request.Roles.Count > 0, "roles", "at least one is required")
            .Count(request.Roles.Count, "roles", Limits.TokenRoles)
            .Require(request.Roles.All(roles.Has), "roles", RoleRule)
            .Count(request.Workspaces.Count, "workspaces", Limits.Workspaces)
            .Require(request.Workspaces.All(IsWorkspace), "workspaces", "must be names of workspaces, or '*' for all of them")
            .Require(request.Owner.Length == 0 || SubjectNames.IsValid(request.Owner), "owner", SubjectNames.Rule)
            .Require(request.Owner.Length == 0 || request.ServiceAccount, "owner", "only a service account has one");
        Days(faults, request.ValidDays).ThrowIfAny();
    }

    public static void Check(RevokeTokenRequest request) => Id(request.Id)
        .Require(!string.IsNullOrWhiteSpace(request.Reason), "reason", "must say why")
        .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();

    public static void Check(RotateTokenRequest request)
    {
        var faults = Id(request.Id).Length(request.Reason, "reason", Limits.ReasonLength);
        if (request.Overlap is { } overlap)
            faults.Require(IsOverlap(overlap), "overlap", $"must be 0 to {Limits.Overlap.TotalHours} hours");
        Days(faults, request.ValidDays).ThrowIfAny();
    }

    public static void Check(ListTokensRequest request, KnownRoles roles) => new Faults()
        .Length(request.SubjectPrefix, "subject_prefix", Limits.NameLength)
        .Length(request.Owner, "owner", Limits.NameLength)
        .Require(request.Role.Length == 0 || roles.Knows(request.Role), "role", "must be a role that exists, or did")
        .Require(request.Workspace.Length == 0 || IsWorkspace(request.Workspace), "workspace", "must be the name of a workspace, or '*'")
        .Moment(request.ExpireBefore, "expire_before").ThrowIfAny();

    public static Faults Id(string id) => new Faults().Text(id, "id", Limits.NameLength);

    private static Faults Days(Faults faults, long days) =>
        faults.Require(days is >= 0 and <= Limits.Days, "valid_days", $"must be 1 to {Limits.Days}, or 0 for {Limits.Days}");

    private static bool IsOverlap(Duration overlap)
    {
        var longest = (long)Limits.Overlap.TotalSeconds;
        return overlap is { Seconds: >= 0, Nanos: >= 0 and < 1_000_000_000 }
            && (overlap.Seconds < longest || overlap is { Nanos: 0 } && overlap.Seconds == longest);
    }

    private static bool IsWorkspace(string name) => name == TokenHolder.AllWorkspaces || RequestWorkspace.IsName(name);
}

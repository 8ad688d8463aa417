using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Roles = MlOps.ServiceDefaults.Access.Roles;
using Api = MlOps.Contracts.Identity.V1.Workspaces;

namespace MlOps.Gateway.Tests.Workspaces;

/// <summary>The largest requests of each RPC, and every mutation by many callers at once, repeated, and of an expected version.</summary>
[Collection(GatewayCollection.Name)]
public class WorkspaceLimitTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly string Name = new('n', 63);
    private static readonly string Subject = new('n', 128);

    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["CreateWorkspace"] = (name, i) => new CreateWorkspaceRequest { Name = name, Description = $"{i}" },
        ["UpdateWorkspace"] = (name, i) => new UpdateWorkspaceRequest
        {
            Name = name, Description = $"{i}", UpdateMask = new() { Paths = { "description" } },
        },
        ["SetQuotas"] = (name, i) => new SetQuotasRequest { Name = name, Quotas = new() { RequestsPerDay = 1_000_000 + i } },
        ["ArchiveWorkspace"] = (name, i) => new ArchiveWorkspaceRequest { Name = name, Reason = $"{i}" },
        ["SetMember"] = (name, i) => new SetMemberRequest { Subject = name, Roles = { i % 2 == 0 ? "viewer" : "approver" } },
        ["RemoveMember"] = (name, i) => new RemoveMemberRequest { Subject = name, Reason = $"{i}" },
    };

    // What makes something new has no version but 0.
    private static readonly string[] New = ["CreateWorkspace", "SetMember"];

    public static TheoryData<string> Mutations => [.. Api.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Admin => system.Gateway.ChannelIn(["*"], "root", "admin").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        Api.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_why_not(string mutation)
    {
        var rpc = Api.Descriptor.Rpc(mutation);
        var name = $"parallel-{mutation.ToLowerInvariant()}";
        await PrepareAsync(mutation, name);

        // One caller for each connection that the gateway lets one subject have.
        var outcomes = await new ParallelCallers(Admin).CallAsync(rpc, i => Samples[mutation](name, i), StatusCode.ResourceExhausted);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        outcomes.ShouldContain(outcome => outcome.Code == StatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var name = $"twice-{mutation.ToLowerInvariant()}";
        await PrepareAsync(mutation, name);
        var after = mutation.EndsWith("Member", StringComparison.Ordinal) ? "RemoveMember" : "ArchiveWorkspace";

        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            Api.Descriptor.Rpc(mutation), Samples[mutation](name, 1), () => Admin.CallAsync(Api.Descriptor.Rpc(after), Samples[after](name, 2)));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = Api.Descriptor.Rpc(mutation);
        var name = $"expected-{mutation.ToLowerInvariant()}";
        var request = Samples[mutation](name, 1);
        var present = New.Contains(mutation) ? 0L : 1L;
        await PrepareAsync(mutation, name);

        await Admin.ShouldTakePresentVersionAsync(rpc, request, present);
    }

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused() =>
        await new LargestRequests(Api.Descriptor, Admin)
            .Add<CreateWorkspaceRequest, Workspace>(
                "CreateWorkspace",
                () => Task.FromResult(new CreateWorkspaceRequest
                {
                    Name = Name, Description = new string('語', Limits.DescriptionLength), Tags = { Tags() },
                    Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                async (_, created) =>
                {
                    created.Tags.Count.ShouldBe(Limits.Tags);
                    var sent = await system.System.ConsumeAsync<WorkspaceCreated>(Topics.Gateway, e => e.Data.Workspace == Name);
                    (sent.Data.Tags.Count, sent.Reason.Length).ShouldBe((Limits.Tags, Limits.ReasonLength));
                },
                ("name", request => request.Name += "n"),
                ("description", request => request.Description += "語"),
                ("tags", request => request.Tags["one-more"] = ""),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<GetWorkspaceRequest, Workspace>(
                "GetWorkspace",
                () => Task.FromResult(new GetWorkspaceRequest { Name = Name }),
                (_, found) => Check(found.Tags.Count, Limits.Tags),
                ("name", request => request.Name += "n"))
            .Add<ListWorkspacesRequest, ListWorkspacesResponse>(
                "ListWorkspaces",
                () => Task.FromResult(new ListWorkspacesRequest { NamePrefix = Name, PageSize = int.MaxValue, Tags = { Tags() } }),
                (_, listed) => Check(listed.Workspaces.Count, 1),
                ("name_prefix", request => request.NamePrefix = new string('n', Limits.NameLength + 1)),
                ("tags", request => request.Tags["one-more"] = ""))
            .Add<UpdateWorkspaceRequest, Workspace>(
                "UpdateWorkspace",
                () => Task.FromResult(new UpdateWorkspaceRequest
                {
                    Name = Name, Description = new string('本', Limits.DescriptionLength), Tags = { Tags() },
                    UpdateMask = new() { Paths = { "description", "tags" } }, Reason = new string('語', Limits.ReasonLength),
                    RequestId = new string('r', 128),
                }),
                (_, updated) => Check(updated.Description.Length, Limits.DescriptionLength),
                ("name", request => request.Name += "n"),
                ("description", request => request.Description += "語"),
                ("tags", request => request.Tags["one-more"] = ""),
                ("update_mask", request => request.UpdateMask.Paths.Add("name")),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<SetQuotasRequest, Workspace>(
                "SetQuotas",
                () => Task.FromResult(new SetQuotasRequest
                {
                    Name = Name, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                    Quotas = new() { RequestsPerMinute = Limits.RequestsPerMinute, RequestsPerDay = Limits.RequestsPerDay },
                }),
                (_, set) => Check(set.Quotas.RequestsPerDay == Limits.RequestsPerDay ? 1 : 0, 1),
                ("name", request => request.Name += "n"),
                ("quotas.requests_per_minute", request => request.Quotas.RequestsPerMinute++),
                ("quotas.requests_per_day", request => request.Quotas.RequestsPerDay++),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<GetUsageRequest, Usage>(
                "GetUsage",
                () => Task.FromResult(new GetUsageRequest { Name = Name }),
                (_, usage) => Check(usage.Quotas.RequestsPerDay == Limits.RequestsPerDay ? 1 : 0, 1),
                ("name", request => request.Name += "n"))
            .Add<SetMemberRequest, Member>(
                "SetMember",
                async () => new SetMemberRequest
                {
                    Subject = Subject, Roles = { Roles.Assignable, await CustomRolesAsync() }, Reason = new string('語', Limits.ReasonLength),
                    RequestId = new string('r', 128), ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                },
                async (_, member) =>
                {
                    member.Roles.Count.ShouldBe(Limits.TokenRoles);
                    var sent = await system.System.ConsumeAsync<MemberSet>(Topics.Gateway, e => e.Data.Subject == Subject);
                    (sent.Data.Roles.Count, sent.Reason.Length).ShouldBe((Limits.TokenRoles, Limits.ReasonLength));
                },
                ("subject", request => request.Subject += "n"),
                ("roles", request => request.Roles.Add("viewer")),
                ("expire_time", request => request.ExpireTime = new Timestamp { Seconds = long.MaxValue }),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ListMembersRequest, ListMembersResponse>(
                "ListMembers",
                () => Task.FromResult(new ListMembersRequest { SubjectPrefix = Subject, PageSize = int.MaxValue, Role = "viewer", ShowRemoved = true }),
                (_, listed) => Check(listed.Members.Count, 1),
                ("subject_prefix", request => request.SubjectPrefix += "n"),
                ("role", request => request.Role += "s"))
            .Add<RemoveMemberRequest, Member>(
                "RemoveMember",
                () => Task.FromResult(new RemoveMemberRequest
                {
                    Subject = Subject, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                (_, removed) => Check(removed.Removed ? 1 : 0, 1),
                ("subject", request => request.Subject += "n"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ArchiveWorkspaceRequest, Workspace>(
                "ArchiveWorkspace",
                () => Task.FromResult(new ArchiveWorkspaceRequest
                {
                    Name = Name, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                (_, archived) => Check(archived.Archived ? 1 : 0, 1),
                ("name", request => request.Name += "n"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .SendAllAsync(output.WriteLine);

    private static Task Check(int actual, int expected)
    {
        actual.ShouldBe(expected);
        return Task.CompletedTask;
    }

    private static Dictionary<string, string> Tags() => Enumerable.Range(0, Limits.Tags)
        .ToDictionary(i => $"{i}".PadLeft(Limits.TagKeyLength, 'k'), _ => new string('v', Limits.TagValueLength));

    private async Task PrepareAsync(string mutation, string name)
    {
        if (New.Contains(mutation)) return;
        var before = mutation == "RemoveMember" ? "SetMember" : "CreateWorkspace";
        (await Admin.CallAsync(Api.Descriptor.Rpc(before), Samples[before](name, 0))).Code.ShouldBe(StatusCode.OK);
    }

    private async Task<IReadOnlyList<string>> CustomRolesAsync()
    {
        var names = Enumerable.Range(0, Limits.TokenRoles - Roles.Assignable.Count).Select(i => $"{i:D2}{new string('w', 61)}").ToList();
        var roles = new Contracts.Identity.V1.Roles.RolesClient(Admin);
        foreach (var name in names) await roles.CreateRoleAsync(new CreateRoleRequest { Name = name, Permissions = { "catalog.*.read" } });
        return names;
    }
}

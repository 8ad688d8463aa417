using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Api = MlOps.Contracts.Identity.V1.Workspaces;

namespace MlOps.Gateway.Tests.Workspaces;

/// <summary>The largest requests of each RPC, and every mutation by many callers at once, repeated, and of an expected version.</summary>
[Collection(GatewayCollection.Name)]
public class WorkspaceLimitTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly string Name = new('n', 63);

    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["CreateWorkspace"] = (name, i) => new CreateWorkspaceRequest { Name = name, Description = $"{i}" },
        ["UpdateWorkspace"] = (name, i) => new UpdateWorkspaceRequest
        {
            Name = name, Description = $"{i}", UpdateMask = new() { Paths = { "description" } },
        },
        ["ArchiveWorkspace"] = (name, i) => new ArchiveWorkspaceRequest { Name = name, Reason = $"{i}" },
    };

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
        if (mutation != "CreateWorkspace") await CreateAsync(name);

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
        if (mutation != "CreateWorkspace") await CreateAsync(name);

        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            Api.Descriptor.Rpc(mutation), Samples[mutation](name, 1), () => Admin.CallAsync(Api.Descriptor.Rpc("ArchiveWorkspace"), Samples["ArchiveWorkspace"](name, 2)));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = Api.Descriptor.Rpc(mutation);
        var name = $"expected-{mutation.ToLowerInvariant()}";
        var request = Samples[mutation](name, 1);
        var present = mutation == "CreateWorkspace" ? 0L : 1L;
        if (present == 1) await CreateAsync(name);
        var expected = request.Descriptor.FindFieldByName("expected_version").Accessor;

        expected.SetValue(request, present + 1);
        (await Admin.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.Aborted);
        expected.SetValue(request, present);
        (await Admin.CallAsync(rpc, request)).Code.ShouldBe(StatusCode.OK);
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

    private async Task CreateAsync(string name) =>
        await new Api.WorkspacesClient(Admin).CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = name });
}

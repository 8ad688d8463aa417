using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Access.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

public class RegistryCallsTests(RegistrySystem system) : IClassFixture<RegistrySystem>
{
    private readonly ModelRegistry.ModelRegistryClient engineer = system.As(RegistrySystem.Engineer, "engineer");

    [Fact]
    public async Task a_retry_with_the_same_request_id_returns_the_first_answer()
    {
        var request = new RegisterModelRequest { Name = "once", Description = "first", RequestId = "r-1" };
        var first = await engineer.RegisterModelAsync(request);
        await engineer.DefineGateAsync(new DefineGateRequest { Model = "once", Gate = Gate() });

        (await engineer.RegisterModelAsync(request)).ShouldBe(first);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () =>
            engineer.RegisterModelAsync(new RegisterModelRequest(request) { Description = "other" }).ResponseAsync))
            .Fields().ShouldBe(["request_id"]);
        await Refused.WithAsync(StatusCode.AlreadyExists, () =>
            engineer.RegisterModelAsync(new RegisterModelRequest(request) { RequestId = "r-2" }).ResponseAsync);
    }

    [Fact]
    public async Task a_wrong_expected_version_is_aborted()
    {
        await engineer.RegisterModelAsync(new RegisterModelRequest { Name = "raced" });
        var request = new DefineGateRequest { Model = "raced", Gate = Gate(), ExpectedVersion = 7 };

        await Refused.WithAsync(StatusCode.Aborted, () => engineer.DefineGateAsync(request).ResponseAsync);

        request.ExpectedVersion = 1;
        (await engineer.DefineGateAsync(request)).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task bad_requests_name_every_fault()
    {
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.RegisterModelAsync(
            new RegisterModelRequest { Name = "Not A Name", Description = new string('d', 5001), Tags = { [""] = "v" } }).ResponseAsync))
            .Fields().ShouldBe(["name", "description", "tags"], ignoreOrder: true);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.DefineGateAsync(
            new DefineGateRequest
            {
                Model = "ok", Gate = new Gate { Name = "", Kind = "metric", Parameters = { ["threshold"] = "NaN" } },
            }).ResponseAsync))
            .Fields().ShouldBe(
                ["gate.name", "gate.parameters.metric", "gate.parameters.comparison", "gate.parameters.threshold"], ignoreOrder: true);
        (await Refused.WithAsync(
            StatusCode.InvalidArgument, () => engineer.UpdateModelAsync(new UpdateModelRequest { Name = "ok" }).ResponseAsync))
            .Fields().ShouldBe(["update_mask"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.RegisterModelAsync(
            new RegisterModelRequest
            {
                Name = "ok", Tags = { Enumerable.Range(0, 41).ToDictionary(i => $"{i}", _ => new string('t', 5000)) },
            }).ResponseAsync))
            .Fields().ShouldBe(["tags"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.PromoteModelVersionAsync(
            new PromoteModelVersionRequest { Model = "ok", Alias = "latest" }).ResponseAsync))
            .Fields().ShouldBe(["version", "alias"], ignoreOrder: true);
        (await Refused.WithAsync(
            StatusCode.InvalidArgument, () => engineer.ListModelsAsync(new ListModelsRequest { PageToken = "garbage" }).ResponseAsync))
            .Fields().ShouldBe(["page_token"]);
    }

    [Fact]
    public async Task roles_say_who_may_do_what()
    {
        await Refused.WithAsync(StatusCode.Unauthenticated, () =>
            new ModelRegistry.ModelRegistryClient(system.Registry.Anonymous).ListModelsAsync(new ListModelsRequest()).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () =>
            system.As("vic", "viewer").RegisterModelAsync(new RegisterModelRequest { Name = "no" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () =>
            engineer.ApproveModelVersionAsync(new ApproveModelVersionRequest { Model = "no", Version = 1 }).ResponseAsync);
        await system.As("vic", "viewer").ListModelsAsync(new ListModelsRequest());
    }

    [Fact]
    public async Task an_approval_that_is_refused_to_its_requester_is_in_the_record()
    {
        await system.VersionAsync("own-approval");
        var requester = system.As("otto");
        await requester.RequestApprovalAsync(new RequestApprovalRequest { Model = "own-approval", Version = 1 });

        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => requester.ApproveModelVersionAsync(
            new ApproveModelVersionRequest { Model = "own-approval", Version = 1 }).ResponseAsync)).Rule().Type.ShouldBe("four-eyes");

        var denied = await system.System.ConsumeAsync<AccessDenied>(Topics.Registry, e => e.Data.Subject == "otto");
        (denied.Subject, denied.Actor, denied.Data.Rule, denied.Data.Permission, denied.Data.Method).ShouldBe(
            ("denials/otto", "otto", "four-eyes", "registry.approvals.approve", "mlops.registry.v1.ModelRegistry/ApproveModelVersion"));
    }

    [Fact]
    public async Task what_is_not_there_is_not_found()
    {
        await Refused.WithAsync(StatusCode.NotFound, () => engineer.GetModelAsync(new GetModelRequest { Name = "nobody" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () =>
            engineer.GetModelVersionAsync(new GetModelVersionRequest { Model = "nobody", Version = 1 }).ResponseAsync);
        await Refused.WithAsync(
            StatusCode.NotFound, () => engineer.ListModelVersionsAsync(new ListModelVersionsRequest { Model = "nobody" }).ResponseAsync);
        await Refused.WithAsync(
            StatusCode.NotFound, () => engineer.RemoveAliasAsync(new RemoveAliasRequest { Model = "nobody", Alias = "a" }).ResponseAsync);
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page()
    {
        string[] names = ["paged-a", "paged-b", "paged-c", "paged-d", "paged-e"];
        foreach (var name in names) await engineer.RegisterModelAsync(new RegisterModelRequest { Name = name });
        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await engineer.ListModelsAsync(new ListModelsRequest { PageSize = size, PageToken = token });
            return (page.Models.Select(model => model.Name), page.NextPageToken);
        });

        listed.ShouldBe(listed.Order(StringComparer.Ordinal));
        listed.Where(name => name.StartsWith("paged-", StringComparison.Ordinal)).ShouldBe(names);
    }

    [Fact]
    public async Task lists_can_be_narrowed_and_turned_round()
    {
        foreach (var name in new[] { "filter-a", "filter-b", "filter-c" })
            await engineer.RegisterModelAsync(
                new RegisterModelRequest { Name = name, Tags = { ["team"] = name == "filter-b" ? "city" : "sea" } });
        await engineer.ArchiveModelAsync(new ArchiveModelRequest { Name = "filter-a" });

        (await ListAsync(new ListModelsRequest { NamePrefix = "filter-" })).ShouldBe(["filter-b", "filter-c"]);
        (await ListAsync(new ListModelsRequest { NamePrefix = "filter-", ShowArchived = true, Descending = true }))
            .ShouldBe(["filter-c", "filter-b", "filter-a"]);
        (await ListAsync(new ListModelsRequest { NamePrefix = "filter-", Tags = { ["team"] = "city" } })).ShouldBe(["filter-b"]);

        await system.VersionAsync("filtered");
        var second = await system.AnotherVersionAsync("filtered");
        await engineer.RequestApprovalAsync(new RequestApprovalRequest { Model = "filtered", Version = 2 });
        (await VersionsAsync(new ListModelVersionsRequest { Descending = true })).ShouldBe([2, 1]);
        (await VersionsAsync(new ListModelVersionsRequest { Approval = ApprovalState.Pending })).ShouldBe([2]);
        (await VersionsAsync(new ListModelVersionsRequest { RunId = second.RunId })).ShouldBe([2]);
        (await VersionsAsync(new ListModelVersionsRequest { Tags = { ["no"] = "such" } })).ShouldBeEmpty();

        async Task<IEnumerable<string>> ListAsync(ListModelsRequest request) =>
            (await engineer.ListModelsAsync(request)).Models.Select(model => model.Name);

        async Task<IEnumerable<long>> VersionsAsync(ListModelVersionsRequest request)
        {
            request.Model = "filtered";
            return (await engineer.ListModelVersionsAsync(request)).Versions.Select(version => version.Version);
        }
    }

    [Fact]
    public async Task models_and_versions_are_described_anew()
    {
        await system.VersionAsync("described");
        var mask = new FieldMask { Paths = { "description", "tags" } };

        var model = await engineer.UpdateModelAsync(
            new UpdateModelRequest { Name = "described", Description = "d", Tags = { ["a"] = "b" }, UpdateMask = mask });
        var version = await engineer.UpdateModelVersionAsync(
            new UpdateModelVersionRequest
            {
                Model = "described", Version = 1, Description = "v", Tags = { ["c"] = "d" }, UpdateMask = mask,
            });

        (model.Description, model.Tags["a"], version.Description, version.Tags["c"]).ShouldBe(("d", "b", "v", "d"));
        (await engineer.ArchiveModelAsync(new ArchiveModelRequest { Name = "described", Reason = "done" })).Archived.ShouldBeTrue();
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => engineer.CreateModelVersionAsync(
            new CreateModelVersionRequest { Model = "described", RunId = version.RunId }).ResponseAsync)).Rule()
                .Type.ShouldBe("model-archived");
    }

    [Fact]
    public async Task the_kinds_of_gates_are_described()
    {
        var kinds = (await engineer.ListGateKindsAsync(new ListGateKindsRequest())).Kinds;

        kinds.Single(kind => kind.Kind == "metric").Parameters.Select(parameter => (parameter.Name, parameter.Required))
            .ShouldBe([("metric", true), ("comparison", true), ("threshold", true)]);
    }

    private static Gate Gate() =>
        new() { Name = "g", Kind = "metric", Parameters = { ["metric"] = "m", ["comparison"] = "less-than", ["threshold"] = "1" } };
}

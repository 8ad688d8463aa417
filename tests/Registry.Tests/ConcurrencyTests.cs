using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

/// <summary>Every mutation by many callers at once, and every mutation repeated.</summary>
public class ConcurrencyTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    /// <summary>A request for each mutation, of a model in which it can be granted.</summary>
    private static readonly Dictionary<string, Func<string, string, IMessage>> Samples = new()
    {
        ["RegisterModel"] = (model, _) => new RegisterModelRequest { Name = $"{model}-new" },
        ["UpdateModel"] = (model, id) => new UpdateModelRequest { Name = model, Description = id, UpdateMask = Mask },
        ["ArchiveModel"] = (model, _) => new ArchiveModelRequest { Name = model },
        ["CreateModelVersion"] = (model, _) => new CreateModelVersionRequest { Model = model },
        ["UpdateModelVersion"] = (model, id) =>
            new UpdateModelVersionRequest { Model = model, Version = 1, Description = id, UpdateMask = Mask },
        ["DefineGate"] = (model, id) => new DefineGateRequest { Model = model, Gate = Gate($"g{id}") },
        ["RemoveGate"] = (model, _) => new RemoveGateRequest { Model = model, Name = "present" },
        ["RequestApproval"] = (model, _) => new RequestApprovalRequest { Model = model, Version = 1 },
        ["ApproveModelVersion"] = (model, _) => new ApproveModelVersionRequest { Model = model, Version = 2, Reason = "good" },
        ["RejectModelVersion"] = (model, _) => new RejectModelVersionRequest { Model = model, Version = 2, Reason = "bad" },
        ["WithdrawApproval"] = (model, _) => new WithdrawApprovalRequest { Model = model, Version = 3, Reason = "unsafe" },
        ["PromoteModelVersion"] = (model, id) => new PromoteModelVersionRequest { Model = model, Version = 3, Alias = $"a{id}" },
        ["RemoveAlias"] = (model, _) => new RemoveAliasRequest { Model = model, Alias = "champion" },
    };

    public static TheoryData<string> Mutations => [.. ModelRegistry.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Approver => system.Registry.ChannelAs(RegistrySystem.Approver, "engineer", "approver").CreateCallInvoker();

    private static FieldMask Mask => new() { Paths = { "description" } };

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var (model, run) = await ModelAsync(mutation.ToLowerInvariant());
        var before = await RevisionAsync(model);
        var rpc = ModelRegistry.Descriptor.Rpc(mutation);

        var outcomes = await new ParallelCallers(Approver).CallAsync(rpc, i => Request(mutation, model, $"{i}", run), StatusCode.NotFound);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        var succeeded = outcomes.Where(outcome => outcome.Code == StatusCode.OK).ToList();
        switch (mutation)
        {
            case "CreateModelVersion":
                succeeded.Select(outcome => ((ModelVersion)outcome.Answer!).Version).Order()
                    .ShouldBe(Enumerable.Range(4, succeeded.Count).Select(i => (long)i));
                break;
            case "DefineGate" or "PromoteModelVersion" or "UpdateModel" or "UpdateModelVersion":
                (await RevisionAsync(model)).ShouldBe(before + succeeded.Count);
                break;
            case "ApproveModelVersion" or "RejectModelVersion" or "RequestApproval" or "WithdrawApproval" or "RegisterModel":
                succeeded.Count.ShouldBe(1);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var (model, run) = await ModelAsync($"twice-{mutation.ToLowerInvariant()}");
        var requests = new RepeatedRequests(system.Registry, Approver);

        await requests.TwiceAsync(ModelRegistry.Descriptor.Rpc(mutation), Request(mutation, model, "1", run), async () =>
        {
            if (mutation == "ArchiveModel") return;
            for (var version = 1; version <= 3; version++)
            {
                await system.As(RegistrySystem.Approver).UpdateModelVersionAsync(
                    new UpdateModelVersionRequest { Model = model, Version = version, Description = "since", UpdateMask = Mask });
            }
        });
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task one_request_that_many_send_at_once_has_one_answer(string mutation)
    {
        var (model, run) = await ModelAsync($"at-once-{mutation.ToLowerInvariant()}");
        await new RepeatedRequests(system.Registry, Approver)
            .AtOnceAsync(ModelRegistry.Descriptor.Rpc(mutation), Request(mutation, model, "1", run));
    }

    [Fact]
    public async Task every_mutation_takes_an_expected_version()
    {
        Samples.Keys.ShouldBe(ModelRegistry.Descriptor.Mutations().Select(rpc => rpc.Name), ignoreOrder: true);
        var (model, _) = await ModelAsync("expected");
        foreach (var mutation in Samples.Keys)
        {
            var request = Request(mutation, model, "1", (await system.RunWithModelAsync()).RunId);
            var expected = request.Descriptor.FindFieldByName("expected_version");
            expected.HasPresence.ShouldBeTrue();
            expected.Accessor.SetValue(request, 77L);
            (await Approver.CallAsync(ModelRegistry.Descriptor.Rpc(mutation), request)).Code.ShouldBe(StatusCode.Aborted, mutation);
        }
    }

    private static IMessage Request(string mutation, string model, string id, string run)
    {
        var request = Samples[mutation](model, id);
        if (request is CreateModelVersionRequest create) create.RunId = run;
        return request;
    }

    private static Gate Gate(string name) =>
        new()
        {
            Name = name, Kind = "metric", Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = "70" },
        };

    /// <summary>Version 1 is new, 2 waits for approval, 3 is approved and the champion; there is a gate.</summary>
    private async Task<(string Model, string Run)> ModelAsync(string name)
    {
        var run = (await system.VersionAsync(name)).RunId;
        var engineer = system.As(RegistrySystem.Engineer);
        for (var i = 0; i < 2; i++) await engineer.CreateModelVersionAsync(new CreateModelVersionRequest { Model = name, RunId = run });
        await engineer.DefineGateAsync(new DefineGateRequest { Model = name, Gate = Gate("present") });
        await system.As(RegistrySystem.Requester).RequestApprovalAsync(new RequestApprovalRequest { Model = name, Version = 2 });
        await system.ApproveAsync(name, 3);
        await engineer.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = name, Version = 3, Alias = "champion" });
        return (name, run);
    }

    private async Task<long> RevisionAsync(string model) =>
        (await system.As("vic").GetModelAsync(new GetModelRequest { Name = model })).Revision;
}

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

/// <summary>Every mutation by many callers at once, and every mutation repeated.</summary>
public class ConcurrencyTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    private const int Callers = 16;
    private static readonly StatusCode[] Allowed =
        [StatusCode.OK, StatusCode.Aborted, StatusCode.FailedPrecondition, StatusCode.AlreadyExists, StatusCode.NotFound];

    /// <summary>A request for each mutation, of a model in which it can be granted.</summary>
    private static readonly IReadOnlyDictionary<string, Func<string, string, IMessage>> Samples = new Dictionary<string, Func<string, string, IMessage>>
    {
        ["RegisterModel"] = (model, _) => new RegisterModelRequest { Name = $"{model}-new" },
        ["UpdateModel"] = (model, id) => new UpdateModelRequest { Name = model, Description = id, UpdateMask = Mask },
        ["ArchiveModel"] = (model, _) => new ArchiveModelRequest { Name = model },
        ["CreateModelVersion"] = (model, _) => new CreateModelVersionRequest { Model = model },
        ["UpdateModelVersion"] = (model, id) => new UpdateModelVersionRequest { Model = model, Version = 1, Description = id, UpdateMask = Mask },
        ["DefineGate"] = (model, id) => new DefineGateRequest { Model = model, Gate = Gate($"g{id}") },
        ["RemoveGate"] = (model, _) => new RemoveGateRequest { Model = model, Name = "present" },
        ["RequestApproval"] = (model, _) => new RequestApprovalRequest { Model = model, Version = 1 },
        ["ApproveModelVersion"] = (model, _) => new ApproveModelVersionRequest { Model = model, Version = 2, Reason = "good" },
        ["RejectModelVersion"] = (model, _) => new RejectModelVersionRequest { Model = model, Version = 2, Reason = "bad" },
        ["WithdrawApproval"] = (model, _) => new WithdrawApprovalRequest { Model = model, Version = 3, Reason = "unsafe" },
        ["PromoteModelVersion"] = (model, id) => new PromoteModelVersionRequest { Model = model, Version = 3, Alias = $"a{id}" },
        ["RemoveAlias"] = (model, _) => new RemoveAliasRequest { Model = model, Alias = "champion" },
    };

    public static TheoryData<string> Mutations => [.. ModelRegistry.Descriptor.Methods.Where(IsMutation).Select(method => method.Name)];

    private static FieldMask Mask => new() { Paths = { "description" } };

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var (model, run) = await ModelAsync(mutation.ToLowerInvariant());
        var before = await RevisionAsync(model);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(mutation, Request(mutation, model, $"{i}", run)))));

        output.WriteLine($"{mutation}: {string.Join(", ", outcomes.CountBy(outcome => outcome.Code).Select(count => $"{count.Value} × {count.Key}"))}");
        outcomes.Select(outcome => outcome.Code).ShouldBeSubsetOf(Allowed);
        var succeeded = outcomes.Where(outcome => outcome.Code == StatusCode.OK).ToList();
        succeeded.ShouldNotBeEmpty();
        switch (mutation)
        {
            case "CreateModelVersion":
                succeeded.Select(outcome => ((ModelVersion)outcome.Answer!).Version).Order().ShouldBe(Enumerable.Range(4, succeeded.Count).Select(i => (long)i));
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
        var request = Request(mutation, model, "1", run);
        Field(request, "request_id").Accessor.SetValue(request, $"twice-{mutation}");

        var first = await CallAsync(mutation, request);
        var approver = system.As(RegistrySystem.Approver);
        if (mutation != "ArchiveModel")
        {
            await approver.UpdateModelVersionAsync(new UpdateModelVersionRequest { Model = model, Version = 1, Description = "since", UpdateMask = Mask });
            await approver.UpdateModelVersionAsync(new UpdateModelVersionRequest { Model = model, Version = 2, Description = "since", UpdateMask = Mask });
            await approver.UpdateModelVersionAsync(new UpdateModelVersionRequest { Model = model, Version = 3, Description = "since", UpdateMask = Mask });
        }

        first.Code.ShouldBe(StatusCode.OK);
        (await CallAsync(mutation, request)).ShouldBe(first);
    }

    [Fact]
    public async Task every_mutation_takes_a_request_id_and_an_expected_version()
    {
        ModelRegistry.Descriptor.Methods.Where(IsMutation).Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);
        foreach (var mutation in Samples.Keys)
        {
            var request = Request(mutation, "m", "1", "r");
            Field(request, "request_id").ShouldNotBeNull();
            Field(request, "expected_version").HasPresence.ShouldBeTrue();
        }
        var (model, _) = await ModelAsync("expected");
        foreach (var mutation in Samples.Keys)
        {
            var request = Request(mutation, model, "1", (await system.RunWithModelAsync()).RunId);
            Field(request, "expected_version").Accessor.SetValue(request, 77L);
            (await CallAsync(mutation, request)).Code.ShouldBe(StatusCode.Aborted, mutation);
        }
    }

    private static bool IsMutation(MethodDescriptor method) => method.InputType.FindFieldByName("request_id") is not null;

    private static IMessage Request(string mutation, string model, string id, string run)
    {
        var request = Samples[mutation](model, id);
        if (request is CreateModelVersionRequest create) create.RunId = run;
        return request;
    }

    private static FieldDescriptor Field(IMessage request, string name) => request.Descriptor.FindFieldByName(name);

    private static Gate Gate(string name) =>
        new() { Name = name, Kind = "metric", Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = "70" } };

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

    private async Task<long> RevisionAsync(string model) => (await system.As("vic").GetModelAsync(new GetModelRequest { Name = model })).Revision;

    private async Task<(StatusCode Code, IMessage? Answer)> CallAsync(string mutation, IMessage request)
    {
        var client = system.As(RegistrySystem.Approver);
        var method = typeof(ModelRegistry.ModelRegistryClient).GetMethod($"{mutation}Async", [request.GetType(), typeof(CallOptions)])!;
        try
        {
            dynamic call = method.Invoke(client, [request, default(CallOptions)])!;
            return (StatusCode.OK, (IMessage)await call.ResponseAsync);
        }
        catch (RpcException e)
        {
            return (e.StatusCode, null);
        }
    }
}

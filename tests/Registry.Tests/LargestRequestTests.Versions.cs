using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

public sealed partial class LargestRequestTests
{
    private void AddVersions(LargestRequests rows) => rows
        .Add<ListGateKindsRequest, ListGateKindsResponse>(
            "ListGateKinds",
            () => Task.FromResult(new ListGateKindsRequest()),
            (_, answer) =>
            {
                answer.Kinds.ShouldNotBeEmpty();
                return Task.CompletedTask;
            })
        .Add<DefineGateRequest, RegisteredModel>(
            "DefineGate",
            () => Task.FromResult(new DefineGateRequest { Model = Model, Gate = Gate(0, 0), Reason = Reason, RequestId = RequestId }),
            async (request, _) =>
                (await EventAsync<GateDefined>(e => e.Model == request.Model))
                    .Gate.Parameters.ShouldBe(request.Gate.Parameters, ignoreOrder: true),
            ("gate.name", request => request.Gate.Name += "x"),
            ("gate.parameters", request => request.Gate.Parameters["threshold"] += "0"),
            ("reason", request => request.Reason += "x"))
        .Add<CreateModelVersionRequest, ModelVersion>(
            "CreateModelVersion",
            () => Task.FromResult(LargestVersion()),
            async (request, answer) =>
            {
                var created = await EventAsync<ModelVersionCreated>(e => e.Model == request.Model);
                (created.Params.Count, created.Metrics.Count, created.Signature.Inputs.Count).ShouldBe((104, 10_000, 2_999));
                (await engineer.GetModelVersionAsync(new GetModelVersionRequest { Model = Model, Version = 1 })).Equals(answer)
                    .ShouldBeTrue();
            },
            ("run_id", request => request.RunId = new string('r', 257)),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""))
        .Add<UpdateModelVersionRequest, ModelVersion>(
            "UpdateModelVersion",
            () => Task.FromResult(new UpdateModelVersionRequest
            {
                Model = Model, Version = 1, Description = new string('x', 5000), Tags = { Tags("new-") }, UpdateMask = Mask(),
                Reason = Reason, RequestId = RequestId,
            }),
            async (request, _) =>
                (await EventAsync<ModelVersionUpdated>(e => e.Model == request.Model)).Tags.Equals(request.Tags).ShouldBeTrue(),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("reason", request => request.Reason += "x"))
        .Add<ListModelVersionsRequest, ListModelVersionsResponse>(
            "ListModelVersions",
            async () =>
            {
                await engineer.CreateModelVersionAsync(LargestVersion());
                await engineer.CreateModelVersionAsync(LargestVersion());
                return new ListModelVersionsRequest { Model = Model, RunId = new string('r', 256), Tags = { Tags() } };
            },
            async (request, _) =>
            {
                request.RunId = run;
                request.Tags.Clear();
                (await Pages.ReadAsync<long>(1000, async (size, token) =>
                {
                    var list = new ListModelVersionsRequest(request) { PageSize = size, PageToken = token };
                    var page = await engineer.ListModelVersionsAsync(list);
                    return (page.Versions.Select(version => version.Version), page.NextPageToken);
                })).ShouldBe([1, 2, 3]);
            },
            ("run_id", request => request.RunId += "x"),
            ("tags", request => request.Tags["one-more"] = ""));

    private CreateModelVersionRequest LargestVersion() =>
        new() { Model = Model, RunId = run, Description = new string('d', 5000), Tags = { Tags() } };

    /// <summary>One of the hundred gates, which every version passes, in one of its definitions; 500 bytes of parameters.</summary>
    private static Gate Gate(int number, int definition) => new()
    {
        Name = $"g{number}-".PadRight(128, 'g'),
        Kind = "metric",
        Parameters =
        {
            ["metric"] = "metric0000", ["comparison"] = "greater-or-equal", ["threshold"] = $"{definition}".PadLeft(449, '0'),
        },
    };
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Experiments.Tests;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

/// <summary>The largest request of every RPC goes the whole way; the next larger is refused with the field's or limit's name.</summary>
public sealed partial class LargestRequestTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    private static readonly string Model = NameOf("largest");
    private static readonly string Reason = new('r', 2000);
    private static readonly string RequestId = new('i', 128);
    private static readonly string Alias = new('a', 255);
    private readonly ModelRegistry.ModelRegistryClient engineer = system.As(RegistrySystem.Engineer);
    private string run = "";

    [Fact]
    public async Task every_rpc_takes_its_largest_request_and_refuses_the_next_larger()
    {
        var approver = system.Registry.ChannelAs(RegistrySystem.Approver, "engineer", "approver").CreateCallInvoker();
        run = (await LargestRun.CreateAsync(system.Tracking(), "bikes")).RunId;
        await system.Tracking().FinishRunAsync(new FinishRunRequest { RunId = run, Status = RunStatus.Finished });
        var rows = new LargestRequests(ModelRegistry.Descriptor, approver);
        AddModels(rows);
        AddVersions(rows);
        AddReviews(rows);
        rows.Add<ArchiveModelRequest, RegisteredModel>(
            "ArchiveModel",
            () => Task.FromResult(new ArchiveModelRequest { Name = Model, Reason = Reason, RequestId = RequestId }),
            async (request, _) => await EventAsync<ModelArchived>(e => e.Model == request.Name),
            ("name", request => request.Name += "x"),
            ("reason", request => request.Reason += "x"));
        (await rows.SendAllAsync(output.WriteLine)).ShouldBeGreaterThan(50);
    }

    private void AddModels(LargestRequests rows) => rows
        .Add<RegisterModelRequest, RegisteredModel>(
            "RegisterModel",
            () => Task.FromResult(LargestModel(Model)),
            async (request, answer) =>
            {
                (await EventAsync<ModelRegistered>(e => e.Model == request.Name)).Tags.Equals(request.Tags).ShouldBeTrue();
                (await engineer.GetModelAsync(new GetModelRequest { Name = request.Name })).Equals(answer).ShouldBeTrue();
            },
            ("name", request => request.Name += "x"),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("tags", request => request.Tags[request.Tags.Keys.First()] += "x"),
            ("request_id", request => request.RequestId += "x"))
        .Add<GetModelRequest, RegisteredModel>(
            "GetModel",
            () => Task.FromResult(new GetModelRequest { Name = Model }),
            (_, answer) =>
            {
                answer.Description.Length.ShouldBe(5000);
                return Task.CompletedTask;
            },
            ("name", request => request.Name += "x"))
        .Add<ListModelsRequest, ListModelsResponse>(
            "ListModels",
            async () =>
            {
                for (var i = 0; i < 20; i++) await engineer.RegisterModelAsync(LargestModel(NameOf($"listed-{i}-")));
                return new ListModelsRequest { NamePrefix = NameOf("listed-0-"), Tags = { Tags() } };
            },
            async (request, answer) =>
            {
                answer.Models.ShouldHaveSingleItem();
                request.NamePrefix = "listed-";
                (await Pages.ReadAsync<string>(1000, async (size, token) =>
                {
                    var page = await engineer.ListModelsAsync(new ListModelsRequest(request) { PageSize = size, PageToken = token });
                    page.Models.Count.ShouldBeLessThan(20);
                    return (page.Models.Select(model => model.Name), page.NextPageToken);
                })).Count.ShouldBe(20);
            },
            ("name_prefix", request => request.NamePrefix += "x"),
            ("tags", request => request.Tags["one-more"] = ""))
        .Add<UpdateModelRequest, RegisteredModel>(
            "UpdateModel",
            () => Task.FromResult(new UpdateModelRequest
            {
                Name = Model, Description = new string('x', 5000), Tags = { Tags("new-") }, UpdateMask = Mask(), Reason = Reason,
                RequestId = RequestId,
            }),
            async (request, _) =>
                (await EventAsync<ModelUpdated>(e => e.Model == request.Name)).Tags.Equals(request.Tags).ShouldBeTrue(),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("update_mask", request => request.UpdateMask.Paths.Add("name")),
            ("reason", request => request.Reason += "x"));

    private static FieldMask Mask() => new() { Paths = { "description", "tags" } };

    private static string NameOf(string name) => name.PadRight(128, 'n');

    /// <summary>A hundred tags of 2,000 bytes each.</summary>
    private static Dictionary<string, string> Tags(string prefix = "") =>
        Enumerable.Range(0, 100).ToDictionary(i => $"{prefix}t{i}".PadRight(250, 'k'), _ => new string('v', 1750));

    private static RegisterModelRequest LargestModel(string name) => new()
    {
        Name = name, Description = new string('d', 5000), Tags = { Tags() }, RequestId = $"{name[..20]}".PadRight(128, 'i'),
    };

    /// <summary>The wire event, which must have come through Kafka.</summary>
    private async Task<T> EventAsync<T>(Func<T, bool> match)
        where T : IMessage<T>, new() => (await system.System.ConsumeAsync<T>(Topics.Registry, message => match(message.Data))).Data;
}

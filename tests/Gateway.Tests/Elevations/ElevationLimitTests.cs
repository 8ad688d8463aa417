using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Api = MlOps.Contracts.Identity.V1.Elevations;

namespace MlOps.Gateway.Tests.Elevations;

/// <summary>The largest requests of each RPC, and every mutation by many callers at once, repeated, and of an expected version.</summary>
[Collection(GatewayCollection.Name)]
public class ElevationLimitTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["BeginElevation"] = (_, i) => new BeginElevationRequest { Role = "engineer", Reason = $"{i}" },
        ["EndElevation"] = (id, i) => new EndElevationRequest { Id = id, Reason = $"{i}" },
    };

    public static TheoryData<string> Mutations => [.. Api.Descriptor.Mutations().Select(method => method.Name)];

    [Fact]
    public void every_mutation_has_a_sample() =>
        Api.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_why_not(string mutation)
    {
        var calls = As($"parallel-{mutation}");
        var id = mutation == "EndElevation" ? await BeginAsync(calls) : "";

        // One caller for each connection that the gateway lets one subject have.
        var outcomes = await new ParallelCallers(calls).CallAsync(
            Api.Descriptor.Rpc(mutation), i => Samples[mutation](id, i), StatusCode.ResourceExhausted);

        output.WriteLine(ParallelCallers.Summary(Api.Descriptor.Rpc(mutation), outcomes));
        if (mutation == "BeginElevation") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var calls = As($"twice-{mutation}");
        var id = mutation == "EndElevation" ? await BeginAsync(calls) : "";

        await new RepeatedRequests(system.Gateway, calls).TwiceAsync(Api.Descriptor.Rpc(mutation), Samples[mutation](id, 1));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var calls = As($"expected-{mutation}");
        var (rpc, present) = (Api.Descriptor.Rpc(mutation), mutation == "BeginElevation" ? 0L : 1L);
        var request = Samples[mutation](present == 1 ? await BeginAsync(calls) : "", 1);

        await calls.ShouldTakePresentVersionAsync(rpc, request, present);
    }

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        var subject = new string('e', 128);
        var calls = As(subject);
        var id = "";
        await new LargestRequests(Api.Descriptor, calls)
            .Add<BeginElevationRequest, Elevation>(
                "BeginElevation",
                () => Task.FromResult(new BeginElevationRequest
                {
                    Role = "application", Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                    Duration = Duration.FromTimeSpan(Limits.Elevation),
                }),
                async (_, begun) =>
                {
                    id = begun.Id;
                    var sent = await system.System.ConsumeAsync<ElevationBegan>(Topics.Gateway, e => e.Data.ElevationId == id);
                    (sent.Data.Subject, sent.Reason.Length).ShouldBe((subject, Limits.ReasonLength));
                },
                ("role", request => request.Role += "s"),
                ("reason", request => request.Reason += "語"),
                ("duration", request => request.Duration.Nanos++),
                ("request_id", request => request.RequestId += "r"))
            .Add<ListElevationsRequest, ListElevationsResponse>(
                "ListElevations",
                () => Task.FromResult(new ListElevationsRequest { Subject = subject, PageSize = int.MaxValue, ActiveOnly = true }),
                (_, listed) =>
                {
                    listed.Elevations.ShouldHaveSingleItem().Reason.Length.ShouldBe(Limits.ReasonLength);
                    return Task.CompletedTask;
                },
                ("subject", request => request.Subject += "e"))
            .Add<EndElevationRequest, Elevation>(
                "EndElevation",
                () => Task.FromResult(new EndElevationRequest
                {
                    Id = id, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                (_, ended) =>
                {
                    ended.Active.ShouldBeFalse();
                    return Task.CompletedTask;
                },
                ("id", request => request.Id = new string('i', 129)),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .SendAllAsync(output.WriteLine);
    }

    private CallInvoker As(string subject) => system.Gateway.ChannelAs(subject, "approver").CreateCallInvoker();

    private static async Task<string> BeginAsync(CallInvoker calls) =>
        (await new Api.ElevationsClient(calls).BeginElevationAsync(new BeginElevationRequest { Role = "engineer", Reason = "first" })).Id;
}

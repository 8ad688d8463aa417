using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Monitoring.Tests;

/// <summary>What holds of every RPC that changes something: those whose request has a <c>request_id</c>.</summary>
public sealed class MutationTests(MonitoringSystem system, ITestOutputHelper output) : IClassFixture<MonitoringSystem>
{
    /// <summary>A request that can be granted, by RPC: deployment, its open alert and a number → request.</summary>
    private static readonly Dictionary<string, Func<string, string, int, IMessage>> Requests = new()
    {
        ["ConfigureMonitor"] = (deployment, _, i) => new ConfigureMonitorRequest
        {
            Deployment = deployment,
            Settings = new MonitorSettings
            {
                MinimumRows = 50 + i, EffectThresholds = { new EffectThreshold { Test = "psi", EffectSize = 1 + i } },
            },
        },
        ["RecordGroundTruth"] = (deployment, _, i) => new RecordGroundTruthRequest
        {
            Deployment = deployment,
            // Every caller labels the same rows, half of them in the other order.
            Labels =
            {
                Enumerable.Range(0, 50).Select(row => new GroundTruth { PredictionId = $"r{(i % 2 == 0 ? row : 49 - row)}", Value = i }),
            },
        },
        ["EvaluateWindow"] = (deployment, _, i) => new EvaluateWindowRequest
        {
            Deployment = deployment, StartTime = Given.Start.ToTimestamp(), EndTime = Given.Start.AddHours(1).AddSeconds(i).ToTimestamp(),
        },
        ["AcknowledgeAlert"] = (_, alert, i) => new AcknowledgeAlertRequest { AlertId = alert, Reason = $"reason {i}" },
        ["ResolveAlert"] = (_, alert, i) => new ResolveAlertRequest { AlertId = alert, Reason = $"reason {i}" },
    };

    public static TheoryData<string> Mutations => [.. ModelMonitoring.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Calls => system.Monitoring.ChannelAs("eve", "engineer").CreateCallInvoker();

    [Fact]
    public void every_mutation_is_tried() =>
        ModelMonitoring.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Requests.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "parallel");
        var rpc = ModelMonitoring.Descriptor.Rpc(mutation);

        var outcomes = await new ParallelCallers(Calls).CallAsync(rpc, i => Requests[mutation](deployment, alert, i));

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        if (mutation != "RecordGroundTruth") return;
        var labels = (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).LabelsReceived;
        labels.ShouldBe(50 * outcomes.Count(outcome => outcome.Code == StatusCode.OK));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "repeated");

        await new RepeatedRequests(system.Monitoring, Calls).TwiceAsync(
            ModelMonitoring.Descriptor.Rpc(mutation), Requests[mutation](deployment, alert, 0), async () =>
            {
                await Calls.CallAsync(ModelMonitoring.Descriptor.Rpc(mutation), Requests[mutation](deployment, alert, 1));
                await system.EvaluateAsync(deployment);
            });
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task one_request_that_many_send_at_once_has_one_answer(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "at-once");

        await new RepeatedRequests(system.Monitoring, Calls)
            .AtOnceAsync(ModelMonitoring.Descriptor.Rpc(mutation), Requests[mutation](deployment, alert, 0));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task an_expected_version_that_is_not_the_current_one_is_aborted(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "stale");
        var revision = (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).Revision;
        var request = Requests[mutation](deployment, alert, 0);
        var expected = request.Descriptor.FindFieldByName("expected_version").Accessor;

        expected.SetValue(request, revision - 1);
        (await Calls.CallAsync(ModelMonitoring.Descriptor.Rpc(mutation), request)).Code.ShouldBe(StatusCode.Aborted);
        expected.SetValue(request, revision);
        (await Calls.CallAsync(ModelMonitoring.Descriptor.Rpc(mutation), request)).Code.ShouldBe(StatusCode.OK);
    }

    /// <summary>A deployment of its own with an open alert.</summary>
    private async Task<(string Deployment, string Alert)> AlarmedAsync(string mutation, string purpose)
    {
        var deployment = $"{mutation}-{purpose}".ToLowerInvariant();
        await system.DeployAsync(deployment);
        await system.PredictAsync(deployment, 60, shift: 0.5f);
        await system.EvaluateAsync(deployment);
        return (deployment, (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).OpenAlertId);
    }
}

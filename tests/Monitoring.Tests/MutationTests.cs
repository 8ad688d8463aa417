using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests;

/// <summary>What holds of every RPC that changes something: those whose request has a <c>request_id</c>.</summary>
public sealed class MutationTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    private const int Callers = 16;

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

    private static readonly string[] Names =
    [
        .. ModelMonitoring.Descriptor.Methods.Where(method => method.InputType.FindFieldByName("request_id") is not null)
            .Select(method => method.Name),
    ];

    public static TheoryData<string> Mutations => new(Names);

    [Fact]
    public void every_mutation_is_tried() => Names.ShouldBe(Requests.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task of_sixteen_parallel_callers_each_succeeds_or_is_aborted(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "parallel");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(i => OutcomeAsync(mutation, Requests[mutation](deployment, alert, i))));

        outcomes.ShouldAllBe(outcome => outcome.Code == StatusCode.OK || outcome.Code == StatusCode.Aborted);
        outcomes.ShouldContain(outcome => outcome.Code == StatusCode.OK);
        if (mutation != "RecordGroundTruth") return;
        var labels = (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).LabelsReceived;
        labels.ShouldBe(50 * outcomes.Count(outcome => outcome.Code == StatusCode.OK));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_request_id_gets_the_first_answer_whoever_came_first_and_whatever_has_happened_since(string mutation)
    {
        var (deployment, alert) = await AlarmedAsync(mutation, "repeated");
        var request = Requests[mutation](deployment, alert, 0);
        request.Descriptor.FindFieldByName("request_id").Accessor.SetValue(request, "once");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => OutcomeAsync(mutation, request)));
        await OutcomeAsync(mutation, Requests[mutation](deployment, alert, 1));
        await system.EvaluateAsync(deployment);
        var later = await OutcomeAsync(mutation, request);

        outcomes.ShouldAllBe(outcome => outcome.Code == StatusCode.OK || outcome.Code == StatusCode.Aborted);
        outcomes.Where(outcome => outcome.Code == StatusCode.OK).Append(later).Select(outcome => outcome.Answer).Distinct()
            .ShouldHaveSingleItem().ShouldNotBeNull();
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
        (await OutcomeAsync(mutation, request)).Code.ShouldBe(StatusCode.Aborted);
        expected.SetValue(request, revision);
        (await OutcomeAsync(mutation, request)).Code.ShouldBe(StatusCode.OK);
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

    private async Task<(StatusCode Code, IMessage? Answer)> OutcomeAsync(string mutation, IMessage request)
    {
        var call = typeof(ModelMonitoring.ModelMonitoringClient).GetMethod($"{mutation}Async", [request.GetType(), typeof(CallOptions)])!;
        try
        {
            var started = call.Invoke(system.As("eve"), [request, new CallOptions()])!;
            var answer = (Task)started.GetType().GetProperty("ResponseAsync")!.GetValue(started)!;
            await answer;
            return (StatusCode.OK, (IMessage)answer.GetType().GetProperty("Result")!.GetValue(answer)!);
        }
        catch (RpcException e)
        {
            return (e.StatusCode, null);
        }
    }
}

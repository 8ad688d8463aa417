using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Experiments.Tests;

/// <summary>The largest request of every RPC goes the whole way; the next larger is refused with the field's or limit's name.</summary>
public sealed partial class LargestRequestTests(ExperimentsSystem system, ITestOutputHelper output) : IClassFixture<ExperimentsSystem>
{
    private static readonly string Reason = new('r', 2000);
    private static readonly string RequestId = new('i', 128);
    private readonly ExperimentTracking.ExperimentTrackingClient engineer = system.Engineer;

    [Fact]
    public async Task every_rpc_takes_its_largest_request_and_refuses_the_next_larger()
    {
        var rows = new LargestRequests(ExperimentTracking.Descriptor, system.Experiments.ChannelAs("eve", "engineer").CreateCallInvoker());
        AddExperiments(rows);
        AddRuns(rows);
        AddContent(rows);
        AddTraining(rows);
        (await rows.SendAllAsync(output.WriteLine)).ShouldBeGreaterThan(60);
    }

    private static FieldMask Mask(string text) =>
        new() { Paths = { text, "tags", Enumerable.Range(0, 99).Select(i => $"tags.x{i}") } };

    private static string NameOf(string name) => name.PadRight(128, 'n');

    private static CreateExperimentRequest LargestExperiment(string name) => new()
    {
        Name = NameOf(name), Description = new string('d', 5000), Tags = { LargestRun.Tags() }, RequestId = $"{name}-".PadRight(128, 'i'),
    };

    private async Task<Run> RunAsync(string run) => await engineer.GetRunAsync(new GetRunRequest { RunId = run });

    /// <summary>The wire event, which must have come through Kafka.</summary>
    private async Task<T> EventAsync<T>(Func<T, bool> match)
        where T : IMessage<T>, new() => (await system.System.ConsumeAsync<T>(Topics.Experiments, message => match(message.Data))).Data;

    /// <summary>The state as of now, as the audit log shows it; it is one message too.</summary>
    private async Task AuditedAsync(string run, long revision)
    {
        var audit = new AuditLog.AuditLogClient(system.Experiments.ChannelAs("ada", "auditor"));
        var state = await audit.GetStateAsync(new GetStateRequest { Stream = $"run/{run}" });
        state.Version.ShouldBe(revision);
        output.WriteLine($"state of the largest run: {state.CalculateSize():N0} bytes");
    }
}

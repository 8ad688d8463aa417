using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using MetricsLogged = MlOps.Experiments.Tracking.MetricsLogged;
using Run = MlOps.Experiments.Tracking.Run;

namespace MlOps.Experiments.Tests;

public class RecordTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task a_run_can_be_seen_as_it_was_at_any_moment()
    {
        var run = await system.NewRunAsync();
        foreach (var team in new[] { "city", "county" })
            await system.Engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Tags = { ["team"] = team } });
        var audit = new AuditLog.AuditLogClient(system.Experiments.ChannelAs("ada", "auditor"));
        using var stream = audit.ReadStream(new ReadStreamRequest { Stream = $"run/{run.RunId}" });
        var times = await stream.ResponseStream.ReadAllAsync().Select(item => item.Time).ToListAsync();

        (await Task.WhenAll(times.Select(TeamAsync))).ShouldBe(["", "city", "county"]);

        async Task<string> TeamAsync(Timestamp moment)
        {
            var state = await audit.GetStateAsync(new GetStateRequest { Stream = $"run/{run.RunId}", AsOf = moment });
            using var json = JsonDocument.Parse(state.Json);
            return json.RootElement.GetProperty("Tags").TryGetProperty("team", out var team) ? team.GetString()! : "";
        }
    }

    [Fact]
    public async Task projections_built_again_from_events_are_equal()
    {
        var run = await system.NewRunAsync();
        await system.Engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { new Metric { Key = "loss", Value = double.NaN }, new Metric { Key = "acc", Value = 0.1 + 0.2, Step = 7 } },
            Params = { new Param { Key = "eta", Value = "0.1" } },
            Tags = { ["ü"] = "\u2028" },
        });
        await system.UploadAsync(run.RunId, "a/b.txt", "1");
        await system.UploadAsync(run.RunId, "a/b.txt", "22");
        await system.Engineer.FinishRunAsync(
            new FinishRunRequest { RunId = run.RunId, Status = Contracts.Experiments.V1.RunStatus.Finished });

        await system.Experiments.ShouldRebuildAsync(
            async session =>
            [
                await session.LoadAsync<Run>(Run.StreamOf(run.RunId)),
                await session.LoadAsync<RunArtifact>(RunArtifact.IdOf(run.RunId, "a/b.txt")),
            ],
            typeof(Run), typeof(RunArtifactProjection));
    }

    [Fact]
    public async Task a_segment_can_be_checked_against_the_digest_of_its_event()
    {
        var run = await system.NewRunAsync();
        await system.Engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { Enumerable.Range(0, 100).Select(i => new Metric { Key = $"m{i % 3}", Value = i / 7.0, Step = 100 - i }) },
        });
        var store = system.Experiments.Services.GetRequiredService<IDocumentStore>();
        await using var session = store.QuerySession();
        var logged = (await session.Events.FetchStreamAsync(Run.StreamOf(run.RunId))).Select(e => e.Data).OfType<MetricsLogged>()
            .ShouldHaveSingleItem();

        using var acting = system.Experiments.Services.GetRequiredService<ServiceIdentity>().Act();
        var points = await system.Experiments.Services.GetRequiredService<MetricSegments>()
            .ReadSegmentAsync(run.RunId, logged.Segment, CancellationToken.None);

        points.Count.ShouldBe(logged.PointCount);
        new MetricSegment(logged.Segment, points).Digest().ShouldBe(logged.ContentDigest);
    }
}

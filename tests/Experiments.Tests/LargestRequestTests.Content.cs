using Google.Protobuf;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public sealed partial class LargestRequestTests
{
    // Its longest file fits: /reference_profile.json.
    private static readonly string LongPath = new('p', 477);
    private string modelRun = "";

    private void AddContent(LargestRequests rows) => rows
        .Add<LogBatchRequest, Run>(
            "LogBatch",
            async () => new LogBatchRequest(LargestRun.Batch((await system.NewRunAsync()).RunId)) { RequestId = RequestId },
            async (request, answer) =>
            {
                (await EventAsync<RunDataLogged>(e => e.RunId == request.RunId)).Params.ShouldBe(request.Params, ignoreOrder: true);
                (await EventAsync<MetricsLogged>(e => e.RunId == request.RunId)).Latest.Count.ShouldBe(1000);
                (await RunAsync(request.RunId)).Equals(answer).ShouldBeTrue();
            },
            ("metrics", request => request.Metrics.Add(new Metric { Key = "one-more" })),
            ("metrics[0].key", request => request.Metrics[0].Key += "x"),
            ("params", request => request.Params.Add(new Param { Key = "one-more" })),
            ("params[0].value", request => request.Params[0].Value += "x"),
            ("params", request => request.Params.Take(5).ToList().ForEach(param => param.Value = new string('特', 6000))),
            ("tags", request => request.Tags["one-more"] = ""))
        .Add<GetMetricHistoryRequest, GetMetricHistoryResponse>(
            "GetMetricHistory",
            async () => new GetMetricHistoryRequest { RunId = await LongHistoryAsync(), Key = new string('k', 250), PageSize = 25_000 },
            async (request, answer) =>
            {
                answer.Metrics.Count.ShouldBeInRange(10_000, 25_000);
                var all = await Pages.ReadAsync<long>(25_000, async (size, token) =>
                {
                    var page = await engineer.GetMetricHistoryAsync(new(request) { PageSize = size, PageToken = token });
                    return (page.Metrics.Select(point => point.Step), page.NextPageToken);
                });
                all.ShouldBe(Enumerable.Range(0, 26_000).Select(step => (long)step));
            },
            ("key", request => request.Key += "x"))
        .AddStream<UploadArtifactRequest, Artifact>(
            "UploadArtifact",
            async () =>
            [
                new UploadArtifactRequest
                {
                    Header = new ArtifactHeader
                    {
                        RunId = (await system.NewRunAsync()).RunId, Path = new string('p', 500), RequestId = RequestId,
                    },
                },
                new UploadArtifactRequest { Chunk = ByteString.CopyFrom(new byte[1 << 20]) },
            ],
            async (requests, answer) =>
            {
                (await EventAsync<ArtifactUploaded>(e => e.RunId == requests[0].Header.RunId)).Artifact.ShouldBe(answer);
                (await system.DownloadAsync(requests[0].Header.RunId, answer.Path)).Length.ShouldBe(1 << 20);
            },
            ("header.path", requests => [WithPath(requests[0], "x"), requests[1]]),
            ("chunk", requests => [requests[0], new UploadArtifactRequest { Chunk = ByteString.CopyFrom(new byte[(1 << 20) + 1]) }]))
        .Add<LogModelRequest, Run>(
            "LogModel",
            async () => new LogModelRequest { RunId = await LargestModelAsync(), Path = LongPath, RequestId = RequestId },
            async (request, answer) =>
            {
                (await EventAsync<ModelLogged>(e => e.RunId == request.RunId)).Model.ShouldBe(answer.Model);
                answer.Model.InputExample.CalculateSize().ShouldBeInRange(80_000, 100_000);
            },
            ("path", request => request.Path = new string('p', 501)),
            ("path", request => request.Path = "larger"),
            ("model files", request => request.Path = "many"))
        .Add<ListArtifactsRequest, ListArtifactsResponse>(
            "ListArtifacts",
            async () => new ListArtifactsRequest { RunId = await LargestModelAsync(), PathPrefix = new string('p', 500), PageSize = 1000 },
            async (request, _) =>
            {
                request.PathPrefix = "many";
                (await engineer.ListArtifactsAsync(request)).Artifacts.Count.ShouldBe(1000);
            },
            ("path_prefix", request => request.PathPrefix += "x"))
        .Add<DownloadArtifactRequest, DownloadArtifactResponse>(
            "DownloadArtifact",
            async () =>
            {
                var run = (await system.NewRunAsync()).RunId;
                await LargestRun.UploadAsync(engineer, run, new string('p', 500), new byte[4 << 20]);
                return new DownloadArtifactRequest { RunId = run, Path = new string('p', 500) };
            },
            (_, answer) =>
            {
                answer.Chunk.Length.ShouldBe(256 * 1024);
                return Task.CompletedTask;
            },
            ("path", request => request.Path += "x"));

    private static UploadArtifactRequest WithPath(UploadArtifactRequest request, string more)
    {
        var longer = request.Clone();
        longer.Header.Path += more;
        return longer;
    }

    private async Task<string> LongHistoryAsync()
    {
        var run = (await system.NewRunAsync()).RunId;
        for (var batch = 0; batch < 26; batch++)
        {
            var points = Enumerable.Range(batch * 1000, 1000).Select(step => LargestRun.Metric(new string('k', 250), step));
            await engineer.LogBatchAsync(new LogBatchRequest { RunId = run, Metrics = { points } });
        }
        return run;
    }

    /// <summary>A run with the largest model, one whose signature is too large, and a folder of too many files.</summary>
    private async Task<string> LargestModelAsync()
    {
        if (modelRun.Length > 0) return modelRun;
        modelRun = (await system.NewRunAsync()).RunId;
        await LargestRun.UploadModelAsync(engineer, modelRun, LargestRun.Largest, LongPath);
        await LargestRun.UploadModelAsync(engineer, modelRun, LargestRun.SignatureOf(3_000), "larger");
        await Parallel.ForEachAsync(Enumerable.Range(0, 1001), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await LargestRun.UploadAsync(engineer, modelRun, $"many/{i}", []));
        return modelRun;
    }
}

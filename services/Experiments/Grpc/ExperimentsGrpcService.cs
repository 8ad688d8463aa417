using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Paging;
using Experiment = MlOps.Contracts.Experiments.V1.Experiment;
using Run = MlOps.Contracts.Experiments.V1.Run;

namespace MlOps.Experiments.Grpc;

/// <summary>mlops.experiments.v1.ExperimentTracking; what concerns artifacts is in <see cref="ArtifactCalls"/>.</summary>
internal sealed class ExperimentsGrpcService(
    Runs runs,
    MetricSegments segments,
    ArtifactCalls artifacts,
    CreateExperiment createExperiment,
    CreateRun createRun,
    LogBatch logBatch,
    FinishRun finishRun,
    StartTraining startTraining,
    CancelTraining cancelTraining) : ExperimentTracking.ExperimentTrackingBase
{
    public override async Task<Experiment> CreateExperiment(CreateExperimentRequest request, ServerCallContext context) =>
        (await createExperiment.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<Experiment> GetExperiment(GetExperimentRequest request, ServerCallContext context) =>
        (await runs.GetExperimentAsync(request.Name, context.CancellationToken)).ToMessage();

    public override async Task<ListExperimentsResponse> ListExperiments(ListExperimentsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await runs.ListExperimentsAsync(PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListExperimentsResponse { Experiments = { page.Take(size).Select(ExperimentsMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(response.Experiments[^1].Name);
        return response;
    }

    public override async Task<Run> CreateRun(CreateRunRequest request, ServerCallContext context) =>
        (await createRun.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<Run> GetRun(GetRunRequest request, ServerCallContext context) =>
        (await runs.GetAsync(request.RunId, context.CancellationToken)).ToMessage();

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await runs.ListAsync(request.Experiment, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListRunsResponse { Runs = { page.Take(size).Select(ExperimentsMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(response.Runs[^1].RunId);
        return response;
    }

    public override async Task<Run> LogBatch(LogBatchRequest request, ServerCallContext context) =>
        (await logBatch.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<Run> FinishRun(FinishRunRequest request, ServerCallContext context) =>
        (await finishRun.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<GetMetricHistoryResponse> GetMetricHistory(GetMetricHistoryRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize, @default: 1000, max: 25_000);
        var after = MetricSegments.Parse(PageToken.Decode(request.PageToken));
        var run = await runs.GetAsync(request.RunId, context.CancellationToken);
        if (!run.Metrics.ContainsKey(request.Key)) return new GetMetricHistoryResponse();
        var page = await segments.ReadAsync(run.RunId, request.Key, after, size + 1, context.CancellationToken);
        var response = new GetMetricHistoryResponse { Metrics = { page.Take(size).Select(ExperimentsMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(MetricSegments.KeyOf(page[size - 1]));
        return response;
    }

    public override Task<Artifact> UploadArtifact(IAsyncStreamReader<UploadArtifactRequest> requestStream, ServerCallContext context) =>
        artifacts.UploadAsync(requestStream, context.CancellationToken);

    public override Task<ListArtifactsResponse> ListArtifacts(ListArtifactsRequest request, ServerCallContext context) =>
        artifacts.ListAsync(request, context.CancellationToken);

    public override Task DownloadArtifact(
        DownloadArtifactRequest request, IServerStreamWriter<DownloadArtifactResponse> responseStream, ServerCallContext context) =>
        artifacts.DownloadAsync(request, responseStream, context.CancellationToken);

    public override Task<Run> LogModel(LogModelRequest request, ServerCallContext context) =>
        artifacts.LogModelAsync(request, context.CancellationToken);

    public override async Task<Run> StartTraining(StartTrainingRequest request, ServerCallContext context) =>
        (await startTraining.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<Run> CancelTraining(CancelTrainingRequest request, ServerCallContext context) =>
        (await cancelTraining.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<Run> responseStream, ServerCallContext context)
    {
        try
        {
            await foreach (var run in runs.WatchAsync(request.RunId, context.CancellationToken))
                await responseStream.WriteAsync(run.ToMessage(), context.CancellationToken);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service is stopping; watch again."));
        }
    }
}

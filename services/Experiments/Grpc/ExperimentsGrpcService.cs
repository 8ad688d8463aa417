using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.Experiments.Wire;
using MlOps.Operations;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using Experiment = MlOps.Contracts.Experiments.V1.Experiment;
using Run = MlOps.Contracts.Experiments.V1.Run;

namespace MlOps.Experiments.Grpc;

/// <summary>mlops.experiments.v1.ExperimentTracking, with <see cref="ExperimentCalls"/> and <see cref="ArtifactCalls"/>.</summary>
internal sealed class ExperimentsGrpcService(
    Runs runs,
    MetricSegments segments,
    ExperimentCalls experiments,
    ArtifactCalls artifacts,
    CreateRun createRun,
    UpdateRun updateRun,
    ArchiveRun archiveRun,
    LogBatch logBatch,
    FinishRun finishRun,
    StartTraining startTraining,
    OperationCalls operations) : ExperimentTracking.ExperimentTrackingBase
{
    public override Task<Experiment> CreateExperiment(CreateExperimentRequest request, ServerCallContext context) =>
        experiments.CreateAsync(request, context.CancellationToken);

    public override Task<Experiment> GetExperiment(GetExperimentRequest request, ServerCallContext context) =>
        experiments.GetAsync(request, context.CancellationToken);

    public override Task<ListExperimentsResponse> ListExperiments(ListExperimentsRequest request, ServerCallContext context) =>
        experiments.ListAsync(request, context.CancellationToken);

    public override Task<Experiment> UpdateExperiment(UpdateExperimentRequest request, ServerCallContext context) =>
        experiments.UpdateAsync(request, context.CancellationToken);

    public override Task<Experiment> ArchiveExperiment(ArchiveExperimentRequest request, ServerCallContext context) =>
        experiments.ArchiveAsync(request, context.CancellationToken);

    public override async Task<Run> CreateRun(CreateRunRequest request, ServerCallContext context) =>
        (await createRun.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<Run> GetRun(GetRunRequest request, ServerCallContext context) =>
        (await runs.GetAsync(request.RunId, context.CancellationToken)).ToWire();

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var status = request.Status.FromWire();
        var faults = new Faults()
            .Require(status is not null || request.Status == default, "status", "is not a status")
            .Length(request.Creator, "creator", Limits.CreatorLength)
            .Moment(request.StartTimeFrom, "start_time_from")
            .Moment(request.StartTimeTo, "start_time_to");
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var filter = new RunFilter(
            status, request.Tags, request.Creator, request.StartTimeFrom?.ToDateTimeOffset(), request.StartTimeTo?.ToDateTimeOffset(),
            request.ShowArchived, request.Descending);
        var page = await runs.ListAsync(
            request.Experiment, filter, PageRequest.Of(request.PageSize, request.PageToken), context.CancellationToken);
        var response = new ListRunsResponse();
        response.NextPageToken = page.WriteTo(response.Runs, RunMessages.ToWire);
        return response;
    }

    public override async Task<Run> UpdateRun(UpdateRunRequest request, ServerCallContext context) =>
        (await updateRun.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<Run> ArchiveRun(ArchiveRunRequest request, ServerCallContext context) =>
        (await archiveRun.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<Run> LogBatch(LogBatchRequest request, ServerCallContext context) =>
        (await logBatch.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<Run> FinishRun(FinishRunRequest request, ServerCallContext context) =>
        (await finishRun.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<GetMetricHistoryResponse> GetMetricHistory(GetMetricHistoryRequest request, ServerCallContext context)
    {
        var wanted = PageRequest.Of(request.PageSize, request.PageToken, @default: 1000, max: 25_000);
        var faults = new Faults();
        Limits.CheckKey(faults, request.Key, "key");
        faults.ThrowIfAny();
        var run = await runs.GetAsync(request.RunId, context.CancellationToken);
        var response = new GetMetricHistoryResponse();
        if (!run.Metrics.ContainsKey(request.Key)) return response;
        var page = await segments.PageAsync(run.RunId, request.Key, wanted, context.CancellationToken);
        response.NextPageToken = page.WriteTo(response.Metrics, RunMessages.ToWire);
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

    public override async Task<Contracts.Operations.V1.Operation> StartTraining(StartTrainingRequest request, ServerCallContext context) =>
        await operations.GetAsync(await startTraining.HandleAsync(request, context.CancellationToken), context.CancellationToken);

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<Run> responseStream, ServerCallContext context)
    {
        try
        {
            await foreach (var run in runs.WatchAsync(request.RunId, context.CancellationToken))
                await responseStream.WriteAsync(run.ToWire(), context.CancellationToken);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service is stopping; watch again."));
        }
    }
}

using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Wire;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using Experiment = MlOps.Contracts.Experiments.V1.Experiment;

namespace MlOps.Experiments.Grpc;

/// <summary>The calls of ExperimentTracking that concern experiments.</summary>
internal sealed class ExperimentCalls(Runs runs, CreateExperiment create, UpdateExperiment update, ArchiveExperiment archive)
{
    public async Task<Experiment> CreateAsync(CreateExperimentRequest request, CancellationToken cancellation) =>
        (await create.HandleAsync(request, cancellation)).State.ToWire();

    public async Task<Experiment> GetAsync(GetExperimentRequest request, CancellationToken cancellation) =>
        (await runs.GetExperimentAsync(request.Name, "name", cancellation)).ToWire();

    public async Task<ListExperimentsResponse> ListAsync(ListExperimentsRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Length(request.NamePrefix, "name_prefix", Limits.NamePrefixLength);
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var filter = new ExperimentFilter(request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        var page = await runs.ListExperimentsAsync(filter, PageRequest.Of(request.PageSize, request.PageToken), cancellation);
        var response = new ListExperimentsResponse();
        response.NextPageToken = page.WriteTo(response.Experiments, ExperimentMessages.ToWire);
        return response;
    }

    public async Task<Experiment> UpdateAsync(UpdateExperimentRequest request, CancellationToken cancellation) =>
        (await update.HandleAsync(request, cancellation)).State.ToWire();

    public async Task<Experiment> ArchiveAsync(ArchiveExperimentRequest request, CancellationToken cancellation) =>
        (await archive.HandleAsync(request, cancellation)).State.ToWire();
}

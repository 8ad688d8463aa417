using System.Collections.Immutable;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;
using MlOps.Experiments.Tracking;
using MlOps.Operations;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using Run = MlOps.Experiments.Tracking.Run;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>Pins the training set's version and queues the training of the run.</summary>
internal sealed class StartTraining(
    RunMutations runs,
    StartOperation operation,
    DatasetCatalog.DatasetCatalogClient catalog,
    IBlobStore blobs,
    IEnumerable<ITrainer> trainers,
    TimeProvider time)
{
    /// <summary>The kind of the operation.</summary>
    public const string Kind = "training";

    /// <returns>The operation's id.</returns>
    public async Task<string> HandleAsync(V1.StartTrainingRequest request, CancellationToken cancellation)
    {
        var spec = request.Spec ?? new V1.TrainingSpec();
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        SpecRules.Check(faults, spec, [.. trainers.Select(trainer => trainer.Flavor)]);
        faults.ThrowIfAny();
        if (await runs.RepeatedAsync(request, cancellation) is not null) return request.RunId;
        var dataset = await catalog.GetDatasetVersionAsync(
            new GetDatasetVersionRequest { Dataset = spec.Dataset, Version = spec.Version }, cancellationToken: cancellation);
        SpecRules.CheckColumns(spec, dataset);
        var files = new DataFiles(
            dataset.Files[0].Format,
            dataset.Files[0].Delimiter,
            [.. dataset.Columns.Select(column => new DataColumn(column.Name, column.Type))],
            [.. dataset.Files.Select(file => file.Digest)]);
        var data = new PinnedData(dataset.Dataset, dataset.Version, dataset.Digest, await blobs.PutAsync(files, cancellation));
        await runs.ApplyAsync(
            request.RunId, request, (run, _) => Decide(run, request, data), cancellation,
            (session, _) => StartOperation.Queue(
                session, request.RunId, Kind, Run.StreamOf(request.RunId), request, time.GetUtcNow()));
        operation.Queued(Kind);
        return request.RunId;
    }

    public static IEnumerable<object> Decide(Run? state, V1.StartTrainingRequest command, PinnedData data)
    {
        var run = Run.Active(state, command.RunId);
        if (run.Training is not null) throw new RuleBrokenException("one-training", run.Id, "The run is in training already.");
        if (run.Inputs.Count >= Limits.RunInputs)
            throw new LimitExceededException("inputs", $"A run has at most {Limits.RunInputs} inputs, and the training set is one.");
        var spec = command.Spec;
        var parameters = spec.Hyperparameters.ToImmutableSortedDictionary().Add("rounds", $"{spec.Rounds}");
        LogBatch.RequireUnchanged(run, parameters.Select(parameter => new V1.Param { Key = parameter.Key, Value = parameter.Value }));
        Limits.RequireParams(run.Params.SetItems(parameters));
        return
        [
            new RunDataLogged(run.RunId, parameters, ImmutableSortedDictionary<string, string>.Empty),
            new TrainingStarted(run.RunId, new TrainingPlan(
                data.Dataset,
                data.Version,
                data.Digest,
                data.FilesDigest,
                spec.Algorithm,
                spec.Hyperparameters.ToImmutableSortedDictionary(),
                spec.Rounds,
                [.. spec.Features],
                spec.Label,
                spec.OrderBy,
                spec.TrainFraction,
                spec.Seed,
                spec.CodeVersion)),
        ];
    }
}

/// <summary>A version of a dataset, and the blob of its <see cref="DataFiles"/>.</summary>
internal sealed record PinnedData(string Dataset, long Version, string Digest, string FilesDigest);

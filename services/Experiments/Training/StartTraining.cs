using System.Collections.Immutable;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Run = MlOps.Experiments.Tracking.Run;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>Pins the training set's version and hands the run to the training workers.</summary>
internal sealed class StartTraining(
    RunMutations runs, CommitSignals signals, DatasetCatalog.DatasetCatalogClient catalog, IEnumerable<ITrainer> trainers)
{
    private const int MaxFeatures = 1000;
    private const int MaxHyperparameters = 100;
    private static readonly string[] Formats = ["parquet", "csv", "json"];
    private static readonly string[] Numbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"];

    public async Task<Mutated<Run>> HandleAsync(Wire.StartTrainingRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Check(request);
        var dataset = await catalog.GetDatasetVersionAsync(
            new GetDatasetVersionRequest { Dataset = request.Spec.Dataset, Version = request.Spec.Version }, cancellationToken: cancellation);
        CheckColumns(request.Spec, dataset);
        var started = await runs.ApplyAsync(request.RunId, request, (run, _) => Decide(run, request, dataset), cancellation, (session, _) => TrainingQueue.Add(session, request.RunId));
        signals.Raise(TrainingQueue.Added);
        return started;
    }

    public static object[] Decide(Run? state, Wire.StartTrainingRequest command, DatasetVersion dataset)
    {
        var run = Run.Active(state, command.RunId);
        if (run.Training is not null) throw new RuleBrokenException("one-training", run.Id, "The run is in training already.");
        var spec = command.Spec;
        Wire.Param[] parameters = [.. spec.Hyperparameters.Select(h => new Wire.Param { Key = h.Key, Value = h.Value }), new Wire.Param { Key = "rounds", Value = $"{spec.Rounds}" }];
        LogBatch.RequireUnchanged(run, parameters);
        return
        [
            new RunDataLogged(run.RunId, parameters.ToImmutableSortedDictionary(p => p.Key, p => p.Value), ImmutableSortedDictionary<string, string>.Empty),
            new TrainingStarted(run.RunId, new TrainingPlan(
                dataset.Dataset,
                dataset.Version,
                dataset.Digest,
                new DataFiles(
                    dataset.Files[0].Format,
                    dataset.Files[0].Delimiter,
                    [.. dataset.Columns.Select(column => new DataColumn(column.Name, column.Type))],
                    [.. dataset.Files.Select(file => file.Digest)]),
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

    private void Check(Wire.StartTrainingRequest request)
    {
        var faults = new Faults();
        var spec = request.Spec ?? new Wire.TrainingSpec();
        var algorithms = trainers.Select(trainer => trainer.Flavor).ToList();
        Limits.CheckRunId(faults, request.RunId);
        faults.Name(spec.Dataset, "spec.dataset");
        faults.Require(spec.Version >= 0, "spec.version", "must not be negative");
        faults.Require(algorithms.Contains(spec.Algorithm), "spec.algorithm", $"must be one of: {string.Join(", ", algorithms)}");
        faults.Count(spec.Hyperparameters.Count, "spec.hyperparameters", MaxHyperparameters);
        foreach (var (key, value) in spec.Hyperparameters.Take(MaxHyperparameters))
        {
            Limits.CheckKey(faults, key, "spec.hyperparameters");
            faults.Require(key != "rounds", "spec.hyperparameters", "must not have 'rounds', which is a field of its own");
            faults.Length(value, $"spec.hyperparameters.{key}", Limits.ParamValueLength);
        }

        faults.Range(spec.Rounds, "spec.rounds", 1, Runtime.TrainingSpec.MaxRounds);
        faults.Require(spec.Features.Count is > 0 and <= MaxFeatures, "spec.features", $"must be 1 to {MaxFeatures} columns, not {spec.Features.Count}");
        faults.Require(spec.Features.Distinct().Count() == spec.Features.Count, "spec.features", "names a column twice");
        faults.Require(!spec.Features.Contains(spec.Label), "spec.label", "must not be one of the features");
        faults.Text(spec.Label, "spec.label", Limits.KeyLength);
        faults.Text(spec.OrderBy, "spec.order_by", Limits.KeyLength);
        faults.Require(spec.TrainFraction is > 0 and < 1, "spec.train_fraction", "must be greater than 0 and less than 1");
        faults.Length(spec.CodeVersion, "spec.code_version", Limits.KeyLength);
        faults.ThrowIfAny();
    }

    private static void CheckColumns(Wire.TrainingSpec spec, DatasetVersion dataset)
    {
        var faults = new Faults();
        var types = dataset.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var of = $"{dataset.Dataset}@{dataset.Version}";
        for (var i = 0; i < spec.Features.Count; i++) RequireNumber(spec.Features[i], $"spec.features[{i}]");
        RequireNumber(spec.Label, "spec.label");
        faults.Require(types.ContainsKey(spec.OrderBy), "spec.order_by", $"'{spec.OrderBy}' is not a column of {of}");
        var formats = dataset.Files.Select(file => file.Format).Distinct().ToList();
        faults.Require(formats is [var format] && Formats.Contains(format), "spec.dataset", $"{of} must have files of one format ({string.Join(", ", Formats)}), has: {string.Join(", ", formats)}");
        faults.ThrowIfAny();

        void RequireNumber(string column, string field)
        {
            var type = types.GetValueOrDefault(column);
            faults.Require(type is not null, field, $"'{column}' is not a column of {of}");
            faults.Require(type is null || Numbers.Contains(type.Split('(')[0]), field, $"'{column}' of {of} is {type}, not a number");
        }
    }
}

using MlOps.Contracts.Catalog.V1;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>Validates a training spec, by itself and against its dataset.</summary>
internal static class SpecRules
{
    private static readonly string[] Formats = ["parquet", "csv", "json"];

    private static readonly string[] Numbers =
    [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
        "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN",
    ];

    public static void Check(Faults faults, V1.TrainingSpec spec, IReadOnlyCollection<string> algorithms)
    {
        faults.Require(
            spec.CalculateSize() <= Limits.TrainingSpecBytes, "spec", $"must have at most {Limits.TrainingSpecBytes} bytes as a message");
        faults.Name(spec.Dataset, "spec.dataset");
        faults.Require(spec.Version >= 0, "spec.version", "must not be negative");
        faults.Require(algorithms.Contains(spec.Algorithm), "spec.algorithm", $"must be one of: {string.Join(", ", algorithms)}");
        faults.Count(spec.Hyperparameters.Count, "spec.hyperparameters", Limits.Hyperparameters);
        foreach (var (key, value) in spec.Hyperparameters.Take(Limits.Hyperparameters))
        {
            Limits.CheckKey(faults, key, "spec.hyperparameters");
            faults.Require(key != "rounds", "spec.hyperparameters", "must not have 'rounds', which is a field of its own");
            faults.Length(value, "spec.hyperparameters", Limits.ParamValueLength);
        }

        faults.Range(spec.Rounds, "spec.rounds", 1, Runtime.TrainingSpec.MaxRounds);
        faults.Require(
            spec.Features.Count is > 0 and <= Limits.Features, "spec.features",
            $"must be 1 to {Limits.Features} columns, not {spec.Features.Count}");
        faults.Require(spec.Features.Distinct().Count() == spec.Features.Count, "spec.features", "names a column twice");
        faults.Require(!spec.Features.Contains(spec.Label), "spec.label", "must not be one of the features");
        faults.Text(spec.Label, "spec.label", Limits.KeyLength);
        faults.Text(spec.OrderBy, "spec.order_by", Limits.KeyLength);
        faults.Require(spec.TrainFraction is > 0 and < 1, "spec.train_fraction", "must be greater than 0 and less than 1");
        faults.Length(spec.CodeVersion, "spec.code_version", Limits.KeyLength);
    }

    /// <exception cref="InvalidRequestException">The dataset lacks a column, or has one that cannot be learned from.</exception>
    public static void CheckColumns(V1.TrainingSpec spec, DatasetVersion dataset)
    {
        var faults = new Faults();
        var types = dataset.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var of = $"{dataset.Dataset}@{dataset.Version}";
        for (var i = 0; i < spec.Features.Count; i++) RequireNumber(spec.Features[i], $"spec.features[{i}]");
        RequireNumber(spec.Label, "spec.label");
        faults.Require(types.ContainsKey(spec.OrderBy), "spec.order_by", $"'{spec.OrderBy}' is not a column of {of}");
        var formats = dataset.Files.Select(file => file.Format).Distinct().ToList();
        faults.Require(
            formats is [var format] && Formats.Contains(format), "spec.dataset",
            $"{of} must have files of one format ({string.Join(", ", Formats)}), has: {string.Join(", ", formats)}");
        faults.ThrowIfAny();

        void RequireNumber(string column, string field)
        {
            var type = types.GetValueOrDefault(column);
            faults.Require(type is not null, field, $"'{column}' is not a column of {of}");
            faults.Require(type is null || Numbers.Contains(type.Split('(')[0]), field, $"'{column}' of {of} is {type}, not a number");
        }
    }
}

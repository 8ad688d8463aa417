using DuckDB.NET.Data;
using MlOps.Runtime;

namespace MlOps.Experiments.Training;

/// <summary>The rows of a training in the order of time: the first are learned from, the others held out.</summary>
internal sealed record TrainingSet(TrainingData Train, TrainingData HeldOut)
{
    /// <summary>Reads and splits a training set.</summary>
    /// <param name="plan">Columns, order and split.</param>
    /// <param name="paths">The plan's files on this machine, all of one format.</param>
    /// <param name="cancellation">Looked at between rows.</param>
    /// <exception cref="TrainingSetException">A label is missing, or a part of the split is empty or too large.</exception>
    public static TrainingSet Read(TrainingPlan plan, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Query(plan, paths);
        using var reader = command.ExecuteReader();
        var width = plan.Features.Count;
        var features = new List<float>();
        var labels = new List<float>();
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (features.Count > Array.MaxLength - width) throw new TrainingSetException($"The training set has more than {Array.MaxLength} values.");
            for (var i = 0; i < width; i++) features.Add(reader.IsDBNull(i) ? float.NaN : reader.GetFloat(i));
            var label = reader.IsDBNull(width) ? float.NaN : reader.GetFloat(width);
            if (!float.IsFinite(label)) throw new TrainingSetException($"The label '{plan.Label}' is missing or infinite in row {labels.Count + 1} by '{plan.OrderBy}'.");
            labels.Add(label);
        }

        return Split(plan, features.ToArray(), labels.ToArray());
    }

    private static TrainingSet Split(TrainingPlan plan, float[] features, float[] labels)
    {
        var trainRows = (int)Math.Floor(labels.Length * plan.TrainFraction);
        if (trainRows == 0 || trainRows == labels.Length)
            throw new TrainingSetException($"Of {labels.Length} rows, a fraction of {plan.TrainFraction} leaves {trainRows} to learn from and {labels.Length - trainRows} held out.");
        var cut = trainRows * plan.Features.Count;
        return new TrainingSet(
            new TrainingData(plan.Features, features.AsMemory(..cut), plan.Label, labels.AsMemory(..trainRows)),
            new TrainingData(plan.Features, features.AsMemory(cut..), plan.Label, labels.AsMemory(trainRows..)));
    }

    // Rows of equal time keep the order of the files, so that a repeated training sees them in the same order.
    private static string Query(TrainingPlan plan, IReadOnlyList<string> paths)
    {
        var columns = plan.Features.Append(plan.Label).Select(column => $"cast({Identifier(column)} as float)");
        var files = string.Join(", ", paths.Select(path => $"'{path.Replace("'", "''")}'"));
        var read = plan.Files[0].Format switch
        {
            "parquet" => "read_parquet",
            "csv" => "read_csv_auto",
            "json" => "read_json_auto",
            var other => throw new TrainingSetException($"Files of format '{other}' cannot be trained on."),
        };
        return $"""
            select {string.Join(", ", columns)}
            from (select *, row_number() over () as "mlops row" from {read}([{files}]))
            order by {Identifier(plan.OrderBy)}, "mlops row"
            """;
    }

    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}

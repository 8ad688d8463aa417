using System.Data.Common;
using MlOps.Analytics;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;

namespace MlOps.Experiments.Training;

/// <summary>The rows of a training in the order of time: the first are learned from, the others held out.</summary>
internal sealed record TrainingSet(TrainingData Train, TrainingData HeldOut)
{
    /// <summary>Reads and splits a training set.</summary>
    /// <param name="plan">Features, label, order and split.</param>
    /// <param name="files">Format and columns.</param>
    /// <param name="paths">The files on this machine.</param>
    /// <param name="folder">For what does not fit into memory while it is sorted.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="TrainingSetException">A label is missing, or a part of the split is empty or too large.</exception>
    public static async Task<TrainingSet> ReadAsync(
        TrainingPlan plan, DataFiles files, IReadOnlyList<string> paths, WorkFolder folder, CancellationToken cancellation)
    {
        var features = new List<float>();
        var labels = new List<float>();
        using var database = await AnalyticsDatabase.OpenAsync(folder, paths, cancellation);
        await Task.Run(
            () => database.Query(QueryOf(plan, files, paths), row => Add(plan, row, features, labels), cancellation), cancellation);
        return Split(plan, features.ToArray(), labels.ToArray());
    }

    private static int Add(TrainingPlan plan, DbDataReader row, List<float> features, List<float> labels)
    {
        var width = plan.Features.Count;
        if (features.Count > Array.MaxLength - width)
            throw new TrainingSetException($"The training set has more than {Array.MaxLength} values.");
        for (var i = 0; i < width; i++) features.Add(row.IsDBNull(i) ? float.NaN : row.GetFloat(i));
        var label = row.IsDBNull(width) ? float.NaN : row.GetFloat(width);
        if (!float.IsFinite(label))
        {
            throw new TrainingSetException(
                $"The label '{plan.Label}' is missing or infinite in row {labels.Count + 1} by '{plan.OrderBy}'.");
        }

        labels.Add(label);
        return labels.Count;
    }

    private static TrainingSet Split(TrainingPlan plan, float[] features, float[] labels)
    {
        var trainRows = (int)Math.Floor(labels.Length * plan.TrainFraction);
        if (trainRows == 0 || trainRows == labels.Length)
        {
            throw new TrainingSetException(
                $"Of {labels.Length} rows, a fraction of {plan.TrainFraction} leaves {trainRows} to learn from and "
                + $"{labels.Length - trainRows} held out.");
        }

        var cut = trainRows * plan.Features.Count;
        return new TrainingSet(
            new TrainingData(plan.Features, features.AsMemory(..cut), plan.Label, labels.AsMemory(..trainRows)),
            new TrainingData(plan.Features, features.AsMemory(cut..), plan.Label, labels.AsMemory(trainRows..)));
    }

    // Rows of equal time keep the order of the files, so that a repeated training sees them in the same order.
    private static string QueryOf(TrainingPlan plan, DataFiles files, IReadOnlyList<string> paths)
    {
        var table = DatasetTable.Of(
            files.Format, files.Delimiter, [.. files.Columns.Select(column => (column.Name, column.Type))], paths);
        return $"""
            select {string.Join(", ", plan.Features.Append(plan.Label).Select(column => $"cast({Sql.Name(column)} as float)"))}
            from (select *, row_number() over () as "mlops row" from {table})
            order by {Sql.Name(plan.OrderBy)}, "mlops row"
            """;
    }
}

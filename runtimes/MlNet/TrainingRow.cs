using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>A row as a training reads it.</summary>
internal sealed class TrainingRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The number that a regression learns.</summary>
    public float Label { get; set; }

    /// <summary>The class that a binary classification learns.</summary>
    public bool IsPositive { get; set; }

    /// <summary>Shows data to ML.NET; the rows are made anew in each pass, so that they are not in memory twice.</summary>
    public static IDataView View(MLContext context, TrainingData data)
    {
        var schema = SchemaDefinition.Create(typeof(TrainingRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, data.FeatureNames.Count);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, data.Rows).Select(row => Of(data, row)), schema);
    }

    private static TrainingRow Of(TrainingData data, int row)
    {
        var (width, label) = (data.FeatureNames.Count, data.Labels.Span[row]);
        return new() { Features = data.Features.Span.Slice(row * width, width).ToArray(), Label = label, IsPositive = label > 0.5f };
    }
}

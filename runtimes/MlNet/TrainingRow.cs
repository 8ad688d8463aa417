using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>A training row.</summary>
internal sealed class TrainingRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The target of a regression.</summary>
    public float Label { get; set; }

    /// <summary>The target of a binary classification.</summary>
    public bool IsPositive { get; set; }

    /// <summary>A view of the data whose rows are created in each pass, so that the data is not in memory twice.</summary>
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

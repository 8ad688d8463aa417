using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlOps.MlNet;

/// <summary>A row as ML.NET reads it.</summary>
internal sealed class ModelRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The number that a regression learns.</summary>
    public float Label { get; set; }

    /// <summary>The class that a binary classification learns.</summary>
    public bool IsPositive { get; set; }

    /// <summary>Shows rows of floats to ML.NET; without labels where there are none.</summary>
    public static IDataView View(MLContext context, ReadOnlySpan<float> rowMajor, ReadOnlySpan<float> labels, int rows)
    {
        var width = rowMajor.Length / rows;
        var list = new ModelRow[rows];
        for (var row = 0; row < rows; row++)
        {
            var label = labels.IsEmpty ? 0 : labels[row];
            list[row] = new ModelRow { Features = rowMajor.Slice(row * width, width).ToArray(), Label = label, IsPositive = label > 0.5f };
        }

        var schema = SchemaDefinition.Create(typeof(ModelRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return context.Data.LoadFromEnumerable(list, schema);
    }
}

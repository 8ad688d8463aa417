using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>The input schema of a model: one vector of floats, <c>Features</c>, with the column names as slot names.</summary>
internal static class ModelSchema
{
    public const string Features = "Features";

    private const string SlotNames = "SlotNames";

    public static DataViewSchema Of(IReadOnlyList<string> columns)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, columns.Count),
            (ref VBuffer<ReadOnlyMemory<char>> names) => names = new(columns.Count, [.. columns.Select(column => column.AsMemory())]));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Features, new VectorDataViewType(NumberDataViewType.Single, columns.Count), annotations.ToAnnotations());
        return schema.ToSchema();
    }

    /// <exception cref="InvalidModelException">The schema does not match the signature.</exception>
    public static void Check(DataViewSchema? schema, ModelSignature signature)
    {
        if (schema?.GetColumnOrNull(Features) is not { Type: VectorDataViewType { Size: var size } vector } features
            || vector.ItemType is not NumberDataViewType item || item != NumberDataViewType.Single)
            throw new InvalidModelException($"The model's input must be a vector of Single named '{Features}'.");
        if (size != signature.InputWidth)
            throw new InvalidModelException($"The model takes {size} features a row; its signature names {signature.InputWidth}.");
        if (signature.OutputWidth != 1)
            throw new InvalidModelException($"The model gives 1 value a row; its signature names {signature.OutputWidth}.");
        if (features.Annotations.Schema.GetColumnOrNull(SlotNames) is null) return;

        VBuffer<ReadOnlyMemory<char>> slots = default;
        features.Annotations.GetValue(SlotNames, ref slots);
        string[] names = [.. slots.DenseValues().Select(name => name.ToString())];
        if (!names.SequenceEqual(signature.ColumnNames))
        {
            throw new InvalidModelException(
                $"The model was trained with the features {string.Join(", ", names)}; "
                + $"its signature names {string.Join(", ", signature.ColumnNames)}.");
        }
    }

    /// <summary>The output column: the probability of a classifier, otherwise the score.</summary>
    public static DataViewSchema.Column OutputOf(DataViewSchema schema) =>
        (schema.GetColumnOrNull("Probability") ?? schema.GetColumnOrNull("Score")) is { Type: NumberDataViewType type } output
        && type == NumberDataViewType.Single
            ? output
            : throw new InvalidModelException("The model gives neither a 'Probability' nor a 'Score' that is one Single.");
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>A reusable input row with the model's prediction for it. Not thread-safe.</summary>
internal sealed class PredictionRow : DataViewRow
{
    private readonly DataViewSchema.Column features;
    private readonly float[] values;
    private readonly ValueGetter<float> prediction;
    private long position = -1;

    /// <exception cref="InvalidModelException">The model gives neither a probability nor a score.</exception>
    public PredictionRow(IRowToRowMapper mapper)
    {
        Schema = mapper.InputSchema;
        features = Schema[ModelSchema.Features];
        values = new float[((VectorDataViewType)features.Type).Size];
        var output = ModelSchema.OutputOf(mapper.OutputSchema);
        prediction = mapper.GetRow(this, [output]).GetGetter<float>(output);
    }

    public override DataViewSchema Schema { get; }

    // Transformers cache results until the position changes.
    public override long Position => position;

    public override long Batch => 0;

    public float Predict(ReadOnlySpan<float> row)
    {
        row.CopyTo(values);
        position++;
        var value = 0f;
        prediction(ref value);
        return value;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index == features.Index;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) && (Delegate)new ValueGetter<VBuffer<float>>(GetFeatures) is ValueGetter<TValue> getter
            ? getter
            : throw new InvalidModelException($"The model requires the column '{column.Name}', which is not an input.");

    private void GetFeatures(ref VBuffer<float> value)
    {
        var copy = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(copy.Values);
        value = copy.Commit();
    }
}

using MlOps.Contracts.Features.V1;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Serving.Inference;

/// <summary>Entity keys between the inference protocol's tensors and the feature store's values.</summary>
internal static class EntityKeys
{
    public static ValueList Values(Tensor tensor, JoinKey key, int rows)
    {
        var values = new ValueList();
        for (var row = 0; row < rows; row++) values.Values.Add(Value(tensor, key, row));
        return values;
    }

    public static string Describe(IReadOnlyList<JoinKey> joinKeys, IReadOnlyDictionary<string, Tensor> keys, int row) =>
        string.Join(", ", joinKeys.Select(key => $"{key.Name} {keys[key.Name].TextAt(row)}"));

    /// <summary>The keys of one row, as the prediction log names them.</summary>
    public static string Name(IReadOnlyList<JoinKey> joinKeys, IReadOnlyDictionary<string, Tensor> keys, int row) =>
        string.Join(",", joinKeys.Select(key => $"{key.Name}={keys[key.Name].TextAt(row)}"));

    public static float ToFloat(string feature, Value value) => value.KindCase switch
    {
        Contracts.Features.V1.Value.KindOneofCase.Int64Value => value.Int64Value,
        Contracts.Features.V1.Value.KindOneofCase.DoubleValue => (float)value.DoubleValue,
        Contracts.Features.V1.Value.KindOneofCase.BoolValue => value.BoolValue ? 1 : 0,
        Contracts.Features.V1.Value.KindOneofCase.StringValue => throw InferenceException.Invalid(
            $"the feature '{feature}' that was looked up is text, and the model takes numbers"),
        _ => float.NaN,
    };

    private static Value Value(Tensor tensor, JoinKey key, int row) => key.Type switch
    {
        ValueType.Int64 => new Value { Int64Value = tensor.IntegerAt(row) },
        ValueType.Double => new Value { DoubleValue = tensor.NumberAt(row) },
        ValueType.Bool => new Value { BoolValue = tensor.NumberAt(row) != 0 },
        _ => new Value { StringValue = tensor.TextAt(row) },
    };
}

using System.Text.Json;

namespace MlOps.Runtime;

/// <summary>Example input rows, stored as in MLflow: a data frame in pandas' split orientation.</summary>
/// <param name="Columns">The signature's columns.</param>
/// <param name="Data">Rows; null is a missing value.</param>
public sealed record InputExample(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Data)
{
    /// <summary>The first rows of the training data.</summary>
    public static InputExample From(TrainingData data, int rows = 1)
    {
        var width = data.FeatureNames.Count;
        return new InputExample(
            data.FeatureNames,
            [.. Enumerable.Range(0, Math.Min(rows, data.Rows)).Select(row => Row(data.Features.Span.Slice(row * width, width)))]);
    }

    internal string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static InputExample FromJson(string json)
    {
        try
        {
            var example = JsonSerializer.Deserialize<InputExample>(json, JsonSerializerOptions.Web);
            return example is { Columns: not null, Data: not null } && example.Data.All(row => row?.Count == example.Columns.Count)
                ? example
                : throw new InvalidModelException("The input example must have one value per column in each row.");
        }
        catch (JsonException e)
        {
            throw new InvalidModelException($"The input example is not a data frame in split orientation: {e.Message}", e);
        }
    }

    private static double?[] Row(ReadOnlySpan<float> values)
    {
        var row = new double?[values.Length];
        for (var i = 0; i < values.Length; i++) row[i] = float.IsFinite(values[i]) ? values[i] : null;
        return row;
    }
}

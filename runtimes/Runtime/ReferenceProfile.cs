using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Runtime;

/// <summary>A profile of a model's training data: the reference against which drift is detected.</summary>
/// <param name="Rows">The number of profiled rows.</param>
/// <param name="Features">One profile per input column, in the signature's order.</param>
/// <param name="Prediction">The model's predictions for these rows.</param>
/// <param name="Label">The labels of these rows.</param>
public sealed record ReferenceProfile(
    long Rows, IReadOnlyList<ColumnProfile> Features, ColumnProfile? Prediction = null, ColumnProfile? Label = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<ColumnKind>(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Profiles the columns of a matrix, deterministically.</summary>
    /// <param name="names">The columns in order.</param>
    /// <param name="rowMajor"><paramref name="rows"/> × columns values, row-major.</param>
    /// <param name="rows">The number of rows.</param>
    public static ReferenceProfile Compute(IReadOnlyList<string> names, ReadOnlySpan<float> rowMajor, int rows)
    {
        if (rowMajor.Length != (long)names.Count * rows)
        {
            throw new ArgumentException(
                $"{rows} rows of {names.Count} columns take {(long)names.Count * rows} values, not {rowMajor.Length}.", nameof(rowMajor));
        }

        var features = new ColumnProfile[names.Count];
        var column = new float[rows];
        for (var i = 0; i < names.Count; i++)
        {
            for (var row = 0; row < rows; row++) column[row] = rowMajor[row * names.Count + i];
            features[i] = ColumnProfile.Compute(names[i], column);
        }

        return new ReferenceProfile(rows, features);
    }

    /// <summary>Serializes the profile; equal profiles give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="InvalidModelException">The text is not a profile.</exception>
    public static ReferenceProfile FromJson(string json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<ReferenceProfile>(json, Json)
                ?? throw new InvalidModelException("The reference profile is null.");
            if (profile.Features.Contains(null!)) throw new InvalidModelException("The reference profile has a feature that is null.");
            foreach (var column in profile.Features.Append(profile.Prediction).Append(profile.Label).OfType<ColumnProfile>())
            {
                var (counts, bins) = (column.BinCounts.Count, column.Bins.Count);
                if (counts != bins + 1)
                    throw new InvalidModelException($"The reference profile of '{column.Name}' has {counts} counts for {bins} bins.");
            }

            return profile;
        }
        catch (JsonException e)
        {
            throw new InvalidModelException($"The reference profile is not valid: {e.Message}", e);
        }
    }
}

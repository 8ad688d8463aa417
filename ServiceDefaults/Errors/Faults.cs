using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;

namespace MlOps.ServiceDefaults.Errors;

/// <summary>Collects the validation errors of a request, to report all of them in one exception.</summary>
public sealed partial class Faults
{
    // Bounds the error details for large invalid requests.
    private const int MaxReported = 100;
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;
    private readonly List<FieldFault> faults = [];

    /// <summary>Whether any error was collected.</summary>
    public bool Any => faults.Count > 0;

    /// <summary>Requires a resource name: <c>[a-z0-9][a-z0-9._-]{0,127}</c>.</summary>
    public Faults Name(string? value, string field) =>
        Require(value is not null && ResourceName().IsMatch(value), field,
            "must be 1 to 128 characters of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");

    /// <summary>Adds an error unless the condition holds.</summary>
    public Faults Require(bool holds, string field, string description)
    {
        if (!holds && faults.Count < MaxReported) faults.Add(new FieldFault(field, description));
        return this;
    }

    /// <summary>Requires a non-blank text of at most <paramref name="max"/> characters.</summary>
    public Faults Text(string? value, string field, int max) =>
        string.IsNullOrWhiteSpace(value) ? Require(false, field, "is required") : Length(value, field, max);

    /// <summary>
    /// Requires a text, possibly empty, of at most <paramref name="max"/> characters without U+0000, which PostgreSQL cannot store.
    /// </summary>
    public Faults Length(string? value, string field, int max) =>
        Require((value?.Length ?? 0) <= max, field, $"must have at most {max} characters, has {value?.Length}")
            .Require(value?.Contains('\0') != true, field, "must not have the character U+0000");

    /// <summary>Requires a list of at most <paramref name="max"/> items.</summary>
    public Faults Count(int count, string field, int max) => Require(count <= max, field, $"must have at most {max} items, has {count}");

    /// <summary>
    /// Requires a map, e.g. tags, of at most <paramref name="max"/> entries with non-blank keys of at most <paramref name="keyLength"/> and
    /// values of at most <paramref name="valueLength"/> characters.
    /// </summary>
    public Faults Map(IDictionary<string, string> map, string field, int max, int keyLength, int valueLength)
    {
        Count(map.Count, field, max);
        foreach (var (key, value) in map.Take(max))
        {
            Text(key, field, keyLength);
            Length(value, key.Length <= keyLength ? $"{field}.{key}" : field, valueLength);
        }

        return this;
    }

    /// <summary>Requires a number that is neither NaN nor infinite.</summary>
    public Faults Finite(double value, string field) => Require(double.IsFinite(value), field, "must be a finite number");

    /// <summary>Requires a number from <paramref name="min"/> to <paramref name="max"/>, inclusive; NaN is out of range.</summary>
    public Faults Range(double value, string field, double min, double max) =>
        Require(value >= min && value <= max, field, $"must be from {min} to {max}");

    /// <summary>Requires a valid protobuf timestamp (years 1 to 9999), or null.</summary>
    public Faults Moment(Timestamp? value, string field) =>
        Require(value is null || IsMoment(value), field, "must be from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z");

    /// <summary>Whether the timestamp is in the range of <see cref="DateTimeOffset"/> and normalized.</summary>
    internal static bool IsMoment(Timestamp value) =>
        value is { Seconds: >= MinSeconds and <= MaxSeconds, Nanos: >= 0 and < 1_000_000_000 };

    /// <summary>Throws <see cref="InvalidRequestException"/> with all collected errors, if there are any.</summary>
    public void ThrowIfAny()
    {
        if (Any) throw new InvalidRequestException(faults);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,127}\z")]
    private static partial Regex ResourceName();
}

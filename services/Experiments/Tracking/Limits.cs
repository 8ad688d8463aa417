using System.Text;
using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

/// <summary>
/// The sizes and counts that the service accepts; those of one batch are MLflow's. The totals of a run keep the run, and the model
/// version created from it, within one message of 4 MB.
/// </summary>
internal static partial class Limits
{
    public const int NamePrefixLength = 128;
    public const int CreatorLength = 256;
    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int RunNameLength = 500;
    public const int StatusMessageLength = 5000;
    public const int KeyLength = 250;
    public const int ParamValueLength = 6000;
    public const int TagValueLength = 8000;
    public const int BatchMetrics = 1000;
    public const int BatchParams = 100;
    public const int BatchTags = 100;
    public const int RunParams = 2000;
    public const int RunTags = 2000;
    public const int RunMetricKeys = 10_000;
    public const int RunInputs = 100;
    public const int RunUploads = 10_000;

    /// <summary>Keys and values of all params together, in bytes of UTF-8.</summary>
    public const int ParamsBytes = 650_000;

    /// <summary>Keys and values of all tags together, in bytes of UTF-8.</summary>
    public const int TagsBytes = 830_000;

    /// <summary>Keys of all metrics together in bytes of UTF-8, and <see cref="MetricBytes"/> for the latest point of each.</summary>
    public const int MetricsBytes = 500_000;

    /// <summary>Bytes of a point's value, step and timestamp in a message.</summary>
    public const int MetricBytes = 40;

    public const int ArtifactPathLength = 500;
    public const int ChunkBytes = 1 << 20;
    public const long ArtifactBytes = 5L << 30;
    public const int ModelFiles = 1000;
    public const int SignatureBytes = 300_000;
    public const int InputExampleBytes = 100_000;

    public const int Features = 1000;
    public const int Hyperparameters = 100;

    /// <summary>Size of a training spec as a protobuf message.</summary>
    public const int TrainingSpecBytes = 260_000;

    /// <summary>A key of a metric, parameter or tag: a path in normal form of letters, digits, <c>_ - . /</c> and spaces.</summary>
    public static void CheckKey(Faults faults, string key, string field)
    {
        faults.Require(key.Length is > 0 and <= KeyLength, field, $"must have 1 to {KeyLength} characters, has {key.Length}");
        faults.Require(Key().IsMatch(key), field, "must consist of letters, digits, '_', '-', '.', ' ' and '/'");
        faults.Require(
            key.Length == 0 || !key.Split('/').Any(part => part is "" or "." or ".."), field,
            "must be a path in normal form, without empty, '.' or '..' parts");
    }

    /// <summary>Checks the tags of one request.</summary>
    public static void CheckTags(Faults faults, IDictionary<string, string> tags)
    {
        faults.Count(tags.Count, "tags", BatchTags);
        foreach (var (key, value) in tags.Take(BatchTags))
        {
            CheckKey(faults, key, "tags");
            faults.Length(value, key.Length <= KeyLength ? $"tags.{key}" : "tags", TagValueLength);
        }

        faults.Require(BytesOf(tags) <= TagsBytes, "tags", $"must have at most {TagsBytes} bytes together");
    }

    public static void CheckRunId(Faults faults, string runId) =>
        faults.Require(
            RunId().IsMatch(runId), "run_id", "must be 1 to 256 letters, digits, '_' or '-', beginning with a letter or digit");

    /// <summary>Checks all params that a run would have.</summary>
    /// <exception cref="LimitExceededException">They are too many or too large.</exception>
    public static void RequireParams(IReadOnlyDictionary<string, string> all)
    {
        Require("params", all.Count <= RunParams, $"A run has at most {RunParams} params; it would have {all.Count}.");
        var bytes = BytesOf(all);
        Require("params", bytes <= ParamsBytes, $"All params of a run together have at most {ParamsBytes} bytes; they would have {bytes}.");
    }

    /// <summary>Checks all tags that a run or experiment would have.</summary>
    /// <exception cref="LimitExceededException">They are too many or too large.</exception>
    public static void RequireTags(IReadOnlyDictionary<string, string> all)
    {
        Require("tags", all.Count <= RunTags, $"At most {RunTags} tags are allowed; there would be {all.Count}.");
        var bytes = BytesOf(all);
        Require("tags", bytes <= TagsBytes, $"All tags together have at most {TagsBytes} bytes; they would have {bytes}.");
    }

    /// <summary>Checks the keys of all metrics that a run would have.</summary>
    /// <exception cref="LimitExceededException">They are too many or too large.</exception>
    public static void RequireMetrics(IReadOnlyCollection<string> keys)
    {
        Require("metrics", keys.Count <= RunMetricKeys, $"A run has at most {RunMetricKeys} metrics; it would have {keys.Count}.");
        var bytes = keys.Sum(key => (long)Encoding.UTF8.GetByteCount(key) + MetricBytes);
        Require("metrics", bytes <= MetricsBytes,
            $"The keys of a run's metrics, and {MetricBytes} for each, have at most {MetricsBytes} bytes; they would have {bytes}.");
    }

    private static void Require(string limit, bool holds, string description)
    {
        if (!holds) throw new LimitExceededException(limit, description);
    }

    private static long BytesOf(IEnumerable<KeyValuePair<string, string>> entries) =>
        entries.Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));

    [GeneratedRegex(@"\A[/\w.\- ]*\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunId();
}

using System.Text.RegularExpressions;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

/// <summary>The sizes and counts that tracking accepts; those of one batch are MLflow's.</summary>
internal static partial class Limits
{
    public const int DescriptionLength = 5000;
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

    /// <summary>A key of a metric, parameter or tag: a path in normal form of letters, digits, <c>_ - . /</c> and spaces.</summary>
    public static void CheckKey(Faults faults, string key, string field)
    {
        faults.Require(key.Length is > 0 and <= KeyLength, field, $"must have 1 to {KeyLength} characters, has {key.Length}");
        faults.Require(Key().IsMatch(key), field, "must consist of letters, digits, '_', '-', '.', ' ' and '/'");
        faults.Require(key.Length == 0 || !key.Split('/').Any(part => part is "" or "." or ".."), field, "must be a path in normal form, without empty, '.' or '..' parts");
    }

    public static void CheckTags(Faults faults, IDictionary<string, string> tags)
    {
        faults.Count(tags.Count, "tags", BatchTags);
        foreach (var (key, value) in tags.Take(BatchTags))
        {
            CheckKey(faults, key, "tags");
            faults.Length(value, $"tags.{key}", TagValueLength);
        }
    }

    public static void CheckRunId(Faults faults, string runId) =>
        faults.Require(RunId().IsMatch(runId), "run_id", "must be 1 to 256 letters, digits, '_' or '-', beginning with a letter or digit");

    [GeneratedRegex(@"\A[/\w.\- ]*\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunId();
}

using System.Globalization;

namespace MlOps.Broker.Storage;

/// <summary>The settings of a topic: its overrides of the defaults, which are Kafka's except for smaller segments.</summary>
internal sealed class TopicConfig
{
    /// <summary>Every setting with its default; those without effect on a single node are only stored.</summary>
    public static readonly IReadOnlyDictionary<string, TopicSetting> Settings = new[]
    {
        new TopicSetting("cleanup.policy", "delete", SettingType.List, IsCleanupPolicy),
        new TopicSetting("compression.type", "producer", SettingType.String, value => value is "producer"),
        new TopicSetting("delete.retention.ms", "86400000", SettingType.Long, value => IsLong(value, 0)),
        new TopicSetting("max.message.bytes", "1048588", SettingType.Int, value => IsLong(value, 0, 256 * 1024 * 1024)),
        new TopicSetting("message.timestamp.type", "CreateTime", SettingType.String, value => value is "CreateTime" or "LogAppendTime"),
        new TopicSetting("min.cleanable.dirty.ratio", "0.5", SettingType.Double, IsRatio),
        new TopicSetting("min.insync.replicas", "1", SettingType.Int, value => IsLong(value, 1, 1)),
        new TopicSetting("retention.bytes", "-1", SettingType.Long, value => IsLong(value, -1)),
        new TopicSetting("retention.ms", "604800000", SettingType.Long, value => IsLong(value, -1)),
        new TopicSetting("segment.bytes", "67108864", SettingType.Int, value => IsLong(value, 14, int.MaxValue)),
        new TopicSetting("segment.ms", "604800000", SettingType.Long, value => IsLong(value, 1)),
    }.ToDictionary(setting => setting.Name);

    /// <summary>The defaults.</summary>
    public static readonly TopicConfig Default = new(new Dictionary<string, string>());

    /// <summary>Creates settings from overrides that <see cref="Refusal"/> accepted.</summary>
    public TopicConfig(IReadOnlyDictionary<string, string> overrides)
    {
        Overrides = overrides;
        RetentionMs = Long("retention.ms");
        RetentionBytes = Long("retention.bytes");
        SegmentBytes = Long("segment.bytes");
        SegmentMs = Long("segment.ms");
        MaxMessageBytes = (int)Long("max.message.bytes");
        DeleteRetentionMs = Long("delete.retention.ms");
        MinDirtyRatio = double.Parse(Value("min.cleanable.dirty.ratio"), CultureInfo.InvariantCulture);
        var policies = Value("cleanup.policy").Split(',', StringSplitOptions.TrimEntries);
        Deletes = policies.Contains("delete");
        Compacts = policies.Contains("compact");
        StampsAppendTime = Value("message.timestamp.type") == "LogAppendTime";
    }

    /// <summary>The settings that were set on the topic itself.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; }

    /// <summary>Maximum age of records in ms; -1 for no limit.</summary>
    public long RetentionMs { get; }

    /// <summary>Maximum size of a partition in bytes; -1 for no limit.</summary>
    public long RetentionBytes { get; }

    public long SegmentBytes { get; }

    public long SegmentMs { get; }

    public int MaxMessageBytes { get; }

    public long DeleteRetentionMs { get; }

    public double MinDirtyRatio { get; }

    public bool Deletes { get; }

    public bool Compacts { get; }

    public bool StampsAppendTime { get; }

    /// <summary>What is wrong with the settings, or null.</summary>
    public static string? Refusal(IReadOnlyDictionary<string, string> overrides)
    {
        var faults = overrides
            .Where(pair => !Settings.TryGetValue(pair.Key, out var setting) || !setting.Accepts(pair.Value))
            .Select(pair => Settings.ContainsKey(pair.Key)
                ? $"Invalid value {pair.Value} for configuration {pair.Key}"
                : $"Unknown topic config name: {pair.Key}")
            .ToList();
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    /// <summary>The effective value.</summary>
    public string Value(string name) => Overrides.GetValueOrDefault(name) ?? Settings[name].Default;

    private static bool IsCleanupPolicy(string value) => value.Split(',').All(part => part.Trim() is "delete" or "compact");

    private static bool IsLong(string value, long min, long max = long.MaxValue) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max;

    private static bool IsRatio(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1;

    private long Long(string name) => long.Parse(Value(name), CultureInfo.InvariantCulture);
}

using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>Reads the options from the arguments; environment variables named KAFKA_BROKER_… are their defaults.</summary>
internal static class CommandLine
{
    public const string Usage = """
        usage: MlOps.Broker --data <dir> [--port 9092] [--host 127.0.0.1] [--advertised <host:port>] [--fsync group|interval|none]
                           [--partitions 1] [--auto-create true|false] [--http <port>]
        Each option can be an environment variable instead: KAFKA_BROKER_DATA, KAFKA_BROKER_PORT, ...
        """;

    private static readonly string[] Names = ["data", "port", "host", "advertised", "fsync", "partitions", "auto-create", "http"];

    /// <summary>Parses and validates the options; false, with all faults, if any is invalid.</summary>
    public static bool TryRead(
        IReadOnlyList<string> args, Func<string, string?> variable, out BrokerOptions? options, out int? httpPort, out string? fault)
    {
        var faults = new List<string>();
        var values = new Dictionary<string, string>();
        foreach (var name in Names)
        {
            if (variable($"KAFKA_BROKER_{name.Replace('-', '_').ToUpperInvariant()}") is { Length: > 0 } value) values[name] = value;
        }

        for (var i = 0; i < args.Count; i += 2)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Names.Contains(name)) faults.Add($"unknown option '{args[i]}'");
            else if (i + 1 == args.Count) faults.Add($"{args[i]} needs a value");
            else values[name] = args[i + 1];
        }

        int? Number(string name, int min, int max)
        {
            if (!values.TryGetValue(name, out var text)) return null;
            if (int.TryParse(text, out var number) && number >= min && number <= max) return number;
            faults.Add($"--{name} must be a number from {min} to {max}, not '{text}'");
            return null;
        }

        var fsync = FsyncPolicy.Group;
        if (values.TryGetValue("fsync", out var policy) && (!Enum.TryParse(policy, ignoreCase: true, out fsync) || !Enum.IsDefined(fsync)))
            faults.Add($"--fsync must be group, interval or none, not '{policy}'");
        var autoCreate = true;
        if (values.TryGetValue("auto-create", out var create) && !bool.TryParse(create, out autoCreate))
            faults.Add($"--auto-create must be true or false, not '{create}'");
        if (!values.TryGetValue("data", out var data)) faults.Add("--data is required");

        httpPort = Number("http", 1, 65535);
        options = new BrokerOptions
        {
            DataDirectory = data ?? "",
            Port = Number("port", 0, 65535) ?? 9092,
            Host = values.GetValueOrDefault("host", "127.0.0.1"),
            Advertised = values.GetValueOrDefault("advertised"),
            Fsync = fsync,
            DefaultPartitions = Number("partitions", 1, TopicCatalog.MaxPartitionsOfATopic) ?? 1,
            AutoCreateTopics = autoCreate,
        };
        fault = faults.Count == 0 ? null : string.Join(Environment.NewLine, faults);
        return fault is null;
    }
}

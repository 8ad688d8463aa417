using System.Net;
using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>How a broker runs.</summary>
public sealed record BrokerOptions
{
    /// <summary>Where everything is kept; one broker at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The address that is listened on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port that is listened on; 0 takes any that is free.</summary>
    public int Port { get; init; } = 9092;

    /// <summary>The host:port that clients are told to use; by default the one that is listened on.</summary>
    public string? Advertised { get; init; }

    /// <summary>When records are forced to the disk.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Group;

    /// <summary>Whether topics come into being when somebody asks for them.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Partitions of topics that are created without a number of their own.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>The largest request, in bytes; a larger one closes its connection.</summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How often retention and compaction run.</summary>
    public TimeSpan CleaningInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What clients are told to connect to, given the port that is listened on.</summary>
    internal (string Host, int Port) Advertise(int port)
    {
        if (Advertised is null) return (Host, port);
        var colon = Advertised.LastIndexOf(':');
        return colon > 0 && int.TryParse(Advertised.AsSpan(colon + 1), out var number) && number is > 0 and <= IPEndPoint.MaxPort
            ? (Advertised[..colon], number)
            : throw new ArgumentException($"The advertised address '{Advertised}' is not host:port.");
    }
}

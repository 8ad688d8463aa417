using System.Net;
using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>The configuration of a broker.</summary>
public sealed record BrokerOptions
{
    /// <summary>The data directory; one broker at a time locks it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The listen address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The listen port; 0 picks a free one.</summary>
    public int Port { get; init; } = 9092;

    /// <summary>The host:port that metadata responses advertise; by default the listen address.</summary>
    public string? Advertised { get; init; }

    /// <summary>When appended records are fsynced.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Group;

    /// <summary>Whether a metadata request for an unknown topic creates it.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>The number of partitions of topics that are created without one.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>The maximum request size in bytes; a larger request closes its connection.</summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How often retention and compaction run.</summary>
    public TimeSpan CleaningInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The advertised address of a broker that listens on <paramref name="port"/>.</summary>
    internal (string Host, int Port) Advertise(int port)
    {
        if (Advertised is null) return (Host, port);
        var colon = Advertised.LastIndexOf(':');
        return colon > 0 && int.TryParse(Advertised.AsSpan(colon + 1), out var number) && number is > 0 and <= IPEndPoint.MaxPort
            ? (Advertised[..colon], number)
            : throw new ArgumentException($"The advertised address '{Advertised}' is not host:port.");
    }
}

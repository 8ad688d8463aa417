namespace MlOps.Gateway.Keys;

/// <summary>The keys that sign tokens: section <c>Identity</c>.</summary>
internal sealed record KeyRingOptions
{
    /// <summary>The directory of the keys, which all nodes of the gateway share; for its owner alone.</summary>
    public string KeyRing { get; init; } = "";

    /// <summary>After how long a key gets a successor.</summary>
    public TimeSpan KeyAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a key is published before it signs: longer than anybody keeps the keys that were fetched.</summary>
    public TimeSpan KeyNotice { get; init; } = TimeSpan.FromMinutes(10);
}

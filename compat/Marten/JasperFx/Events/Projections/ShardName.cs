namespace JasperFx.Events.Projections;

/// <summary>Names one shard of a projection or subscription; <see cref="Identity"/> is its key in the progression table.</summary>
public class ShardName
{
    /// <summary>Key of a shard that takes all events.</summary>
    public const string All = "All";

    /// <summary>The only shard of a projection.</summary>
    public ShardName(string name)
        : this(name, All, 1)
    {
    }

    /// <summary>One shard of one version of a projection.</summary>
    public ShardName(string name, string shardKey, uint version)
    {
        Name = name;
        ShardKey = shardKey;
        Version = version;
        Identity = version > 1 ? $"{name}:V{version}:{shardKey}" : $"{name}:{shardKey}";
    }

    /// <summary>The projection's name.</summary>
    public string Name { get; }

    /// <summary>The shard within the projection.</summary>
    public string ShardKey { get; }

    /// <summary>The projection's version.</summary>
    public uint Version { get; }

    /// <summary><c>Name:Key</c>, from version 2 on <c>Name:V2:Key</c>.</summary>
    public string Identity { get; }

    /// <inheritdoc/>
    public override string ToString() => Identity;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ShardName other && other.Identity == Identity;

    /// <inheritdoc/>
    public override int GetHashCode() => Identity.GetHashCode(StringComparison.Ordinal);
}

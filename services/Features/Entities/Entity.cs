using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Features.Entities;

/// <summary>Something that features are about, told apart by its join keys.</summary>
public sealed record EntityCreated(string Entity, IReadOnlyList<KeyColumn> JoinKeys, string Description, string By, DateTimeOffset At);

/// <summary>A join key: a column of this name in sources and spines.</summary>
public sealed record KeyColumn(string Name, ValueType Type);

/// <summary>An entity; it never changes.</summary>
public sealed record Entity(
    string Id, string Name, IReadOnlyList<KeyColumn> JoinKeys, string Description, string Creator, DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of entities.</summary>
    public const string StreamPrefix = "entity/";

    /// <summary>The stream of an entity.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Entity Create(EntityCreated e) => new(StreamOf(e.Entity), e.Entity, e.JoinKeys, e.Description, e.By, e.At);
}

using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Entities;

/// <summary>An entity was created: the subject of features, identified by join keys.</summary>
public sealed record EntityCreated(
    string Entity, IReadOnlyList<KeyColumn> JoinKeys, string Description, ImmutableSortedDictionary<string, string> Tags, string By,
    DateTimeOffset At);

/// <summary>The new description and tags.</summary>
public sealed record EntityUpdated(
    string Entity, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The entity was archived: no new feature views.</summary>
public sealed record EntityArchived(string Entity, string By, DateTimeOffset At);

/// <summary>A join key: a column of this name in sources and spines.</summary>
public sealed record KeyColumn(string Name, ValueType Type);

/// <summary>An entity; its join keys are immutable.</summary>
public sealed record Entity(
    string Id,
    string Name,
    IReadOnlyList<KeyColumn> JoinKeys,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string Creator,
    DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of entities.</summary>
    public const string StreamPrefix = "entity/";

    public bool Archived { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream key of an entity.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Entity Create(EntityCreated e) =>
        new(StreamOf(e.Entity), e.Entity, e.JoinKeys, e.Description, e.Tags, e.By, e.At);

    public Entity Apply(EntityUpdated e) => this with { Description = e.Description, Tags = e.Tags, Revision = Revision + 1 };

    public Entity Apply(EntityArchived _) => this with { Archived = true, Revision = Revision + 1 };

    /// <summary>Requires that the entity exists.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static Entity Existing(Entity? entity, string name) => entity ?? throw new NotFoundException("entity", name);

    /// <summary>Requires that the entity is not archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public Entity Open() => Archived ? throw new RuleBrokenException("entity-archived", Id, $"The entity {Name} is archived.") : this;
}

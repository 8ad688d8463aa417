using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Entities;

/// <summary>Something that features are about, told apart by its join keys.</summary>
public sealed record EntityCreated(
    string Entity, IReadOnlyList<KeyColumn> JoinKeys, string Description, ImmutableSortedDictionary<string, string> Tags, string By,
    DateTimeOffset At);

/// <summary>Description and tags as they are from now on.</summary>
public sealed record EntityUpdated(
    string Entity, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>From now on there are no new views of it.</summary>
public sealed record EntityArchived(string Entity, string By, DateTimeOffset At);

/// <summary>A join key: a column of this name in sources and spines.</summary>
public sealed record KeyColumn(string Name, ValueType Type);

/// <summary>An entity; its join keys never change.</summary>
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

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of an entity.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Entity Create(EntityCreated e) =>
        new(StreamOf(e.Entity), e.Entity, e.JoinKeys, e.Description, e.Tags, e.By, e.At);

    public Entity Apply(EntityUpdated e) => this with { Description = e.Description, Tags = e.Tags, Revision = Revision + 1 };

    public Entity Apply(EntityArchived _) => this with { Archived = true, Revision = Revision + 1 };

    /// <summary>An entity that somebody asks to change must be there.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public static Entity Existing(Entity? entity, string name) => entity ?? throw new NotFoundException("entity", name);

    /// <summary>An entity that is to change, or to be used, must not be archived.</summary>
    /// <exception cref="RuleBrokenException">It is.</exception>
    public Entity Open() => Archived ? throw new RuleBrokenException("entity-archived", Id, $"The entity {Name} is archived.") : this;
}

using System.Collections.Immutable;
using JasperFx.Events;
using MlOps.Registry.Gates;

namespace MlOps.Registry.Models;

/// <summary>The read model of one version.</summary>
/// <param name="Id">Sorts by model, then by number: see <see cref="IdOf"/>.</param>
/// <param name="Number">Not named Version, which Marten sets to the stream's.</param>
/// <param name="Made">The event that created it.</param>
/// <param name="Review">The state of its approval.</param>
/// <param name="Aliases">The aliases that it holds.</param>
/// <param name="Revision">The model's revision that changed this version last.</param>
public sealed record ModelVersionDetails(
    string Id,
    string Model,
    long Number,
    ModelVersionCreated Made,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    Review Review,
    ImmutableSortedSet<string> Aliases,
    long Revision)
{
    /// <summary>The id of a version's document; it sorts by number.</summary>
    public static string IdOf(string model, long version) => $"{model}@{version:D10}";

    /// <summary>The version's name in errors.</summary>
    public string Subject() => $"{Model}/{Number}";

    /// <summary>Whether an event of the model changes this version.</summary>
    public static bool Concerns(object data, long number) =>
        (data is IVersionEvent { Version: var version } && version == number)
        || (data is ModelVersionPromoted { DisplacedVersion: { } displaced } && displaced == number);

    /// <summary>The version after an event that concerns it.</summary>
    public static ModelVersionDetails? After(ModelVersionDetails? version, IEvent e)
    {
        if (e.Data is ModelVersionCreated made)
        {
            return new(
                IdOf(made.Model, made.Version), made.Model, made.Version, made, made.Description, made.Tags, Review.NotRequested, [],
                e.Version);
        }

        if (version is null) return null;
        return e.Data switch
        {
            ModelVersionUpdated updated => version with { Description = updated.Description, Tags = updated.Tags },
            ApprovalRequested requested => version with { Review = version.Review.Apply(requested) },
            ModelVersionApproved approved => version with { Review = version.Review.Apply(approved) },
            ModelVersionRejected rejected => version with { Review = version.Review.Apply(rejected) },
            ApprovalWithdrawn withdrawn => version with { Review = version.Review.Apply(withdrawn) },
            ModelVersionPromoted promoted when promoted.Version != version.Number =>
                version with { Aliases = version.Aliases.Remove(promoted.Alias) },
            ModelVersionPromoted promoted => version with { Aliases = version.Aliases.Add(promoted.Alias) },
            AliasRemoved removed => version with { Aliases = version.Aliases.Remove(removed.Alias) },
            _ => version,
        } with { Revision = e.Version };
    }

    /// <summary>The version as its gates judge it.</summary>
    internal GatedVersion Gated() => new(Number, Made.Metrics);
}

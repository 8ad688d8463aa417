using System.Collections.Immutable;

namespace MlOps.Registry.Models;

/// <summary>Everything there is to know of one version.</summary>
/// <param name="Id">Sorts by model, then by number: see <see cref="IdOf"/>.</param>
/// <param name="Number">Not named Version, which Marten sets to the stream's.</param>
/// <param name="Made">What was recorded when it was created; never changes.</param>
/// <param name="Review">Where its approval stands.</param>
/// <param name="Aliases">The aliases that it holds.</param>
public sealed record ModelVersionDetails(
    string Id,
    string Model,
    long Number,
    ModelVersionCreated Made,
    Review Review,
    ImmutableSortedSet<string> Aliases)
{
    /// <summary>The document of a version: no model's name has an <c>@</c>, and numbers have equal length.</summary>
    public static string IdOf(string model, long version) => $"{model}@{version:D10}";

    public static ModelVersionDetails Create(ModelVersionCreated e) =>
        new(IdOf(e.Model, e.Version), e.Model, e.Version, e, Review.NotRequested, []);

    public ModelVersionDetails Apply(ApprovalRequested e) => this with { Review = Review.Apply(e) };

    public ModelVersionDetails Apply(ModelVersionApproved e) => this with { Review = Review.Apply(e) };

    public ModelVersionDetails Apply(ModelVersionRejected e) => this with { Review = Review.Apply(e) };

    public ModelVersionDetails Apply(ModelVersionPromoted e) => this with { Aliases = e.Version == Number ? Aliases.Add(e.Alias) : Aliases.Remove(e.Alias) };

    public ModelVersionDetails Apply(AliasRemoved e) => this with { Aliases = Aliases.Remove(e.Alias) };
}

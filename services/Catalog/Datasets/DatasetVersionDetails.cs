namespace MlOps.Catalog.Datasets;

/// <summary>The read model of a version; immutable.</summary>
/// <param name="Id">Sorts by dataset, then by number: see <see cref="IdOf"/>.</param>
/// <param name="Number">Not named Version, because Marten sets a member of that name to the stream version.</param>
/// <param name="Content">Key for finding equal content.</param>
public sealed record DatasetVersionDetails(string Id, string Dataset, long Number, string Content, DatasetVersionImported Made)
{
    /// <summary>The document id of a version: dataset names contain no <c>@</c>, and numbers are padded to equal length.</summary>
    public static string IdOf(string dataset, long version) => $"{dataset}@{version:D10}";

    public static DatasetVersionDetails Of(DatasetVersionImported made) =>
        new(IdOf(made.Dataset, made.Version), made.Dataset, made.Version, made.Content, made);
}

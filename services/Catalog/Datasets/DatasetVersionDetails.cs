namespace MlOps.Catalog.Datasets;

/// <summary>A version as it was recorded; it never changes.</summary>
/// <param name="Id">Sorts by dataset, then by number: see <see cref="IdOf"/>.</param>
/// <param name="Number">Not named Version, which Marten sets to the stream's.</param>
/// <param name="Content">What equal content is found by.</param>
public sealed record DatasetVersionDetails(string Id, string Dataset, long Number, string Content, DatasetVersionImported Made)
{
    /// <summary>The document of a version: no dataset's name has an <c>@</c>, and numbers have equal length.</summary>
    public static string IdOf(string dataset, long version) => $"{dataset}@{version:D10}";

    public static DatasetVersionDetails Of(DatasetVersionImported made) =>
        new(IdOf(made.Dataset, made.Version), made.Dataset, made.Version, made.Content, made);
}

using MlOps.Contracts.Catalog.V1;

namespace MlOps.Cli.Demo;

internal static class CatalogStep
{
    public static async Task RunAsync(LifeContext life)
    {
        await Existing.OrCreatedAsync(async () => await life.Engineer.Catalog.RegisterDatasetAsync(
            new RegisterDatasetRequest
            {
                Name = life.Names.Dataset, Description = "Bike rentals by hour", Tags = { [LifeNames.FileTag] = life.Hours.Digest },
            },
            cancellationToken: life.Cancellation));
        var version = await FileImport.RunAsync(life.Engineer, life.Names.Dataset, life.Hours.Path, life.Cancellation);
        life.DatasetVersion = version.Version;
        Narrator.Happened(
            $"{version.Dataset}@{version.Version}: {version.RowCount:N0} rows, {version.Columns.Count} columns, {version.Digest}");

        var again = await FileImport.RunAsync(life.Engineer, life.Names.Dataset, life.Hours.Path, life.Cancellation);
        if (again.Version != version.Version || !again.AlreadyExisted)
            throw new CommandFailedException("The same bytes made another version.");
        Narrator.Happened("the same bytes again are the same version");
    }
}

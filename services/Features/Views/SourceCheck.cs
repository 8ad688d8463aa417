using MlOps.Analytics;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>Asks the catalog for the schema of a view's source, and checks the view's definition against it.</summary>
internal sealed class SourceCheck(SourceDatasets datasets)
{
    /// <exception cref="InvalidRequestException">Every way in which they do not go together.</exception>
    public async Task RequireAsync(
        IReadOnlyList<KeyColumn> keys, FeatureSource source, IReadOnlyList<FeatureColumn> features, CancellationToken cancellation)
    {
        var version = await datasets.GetVersionAsync(source.Dataset, source.Version, cancellation);
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], cancellation);
        var faults = new Faults();
        await Task.Run(() => ViewSource.Check(faults, keys, source, features, version.Columns, database, cancellation), cancellation);
        faults.ThrowIfAny();
    }
}

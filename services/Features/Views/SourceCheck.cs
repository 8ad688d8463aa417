using MlOps.Analytics;
using MlOps.Features.Entities;
using MlOps.Features.Sources;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>Validates the definition of a feature view against the schema of its source in the catalog.</summary>
internal sealed class SourceCheck(SourceDatasets datasets)
{
    /// <exception cref="InvalidRequestException">The definition does not match the schema; lists all faults.</exception>
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

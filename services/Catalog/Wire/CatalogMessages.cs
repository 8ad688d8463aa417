using Google.Protobuf.WellKnownTypes;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Inspection;
using V1 = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Wire;

/// <summary>Maps the state of the catalog to messages of the contract.</summary>
internal static class CatalogMessages
{
    public static V1.Dataset ToWire(this Dataset dataset) => new()
    {
        Name = dataset.Name,
        Description = dataset.Description,
        Tags = { dataset.Tags },
        LatestVersion = dataset.LatestVersion,
        CreateTime = dataset.CreatedAt.ToTimestamp(),
        Creator = dataset.Creator,
        Revision = dataset.Revision,
        Archived = dataset.Archived,
    };

    /// <summary>A version without files and columns, for lists.</summary>
    public static V1.DatasetVersion ToWire(this DatasetVersionImported version) => new()
    {
        Dataset = version.Dataset,
        Version = version.Version,
        Digest = version.Digest,
        FileCount = version.FileCount,
        SizeBytes = version.SizeBytes,
        Format = version.Format,
        RowCount = version.RowCount,
        ColumnCount = version.ColumnCount,
        DerivedFrom = { version.DerivedFrom },
        Metadata = { version.Metadata },
        CreateTime = version.At.ToTimestamp(),
        Creator = version.By,
    };

    /// <summary>A version with files and schema.</summary>
    public static V1.DatasetVersion ToWire(
        this DatasetVersionImported version, IReadOnlyList<StoredFile> files, IReadOnlyList<ColumnProfile> columns)
    {
        var message = version.ToWire();
        message.Files.AddRange(files.Select(file => new V1.DatasetFile
        {
            Path = file.Path, Digest = file.Digest, SizeBytes = file.SizeBytes, Format = version.Format, Delimiter = version.Delimiter,
        }));
        message.Columns.AddRange(columns.Select(column => column.ToSchema()));
        return message;
    }

    /// <summary>A column with its statistics.</summary>
    public static V1.Column ToWire(this ColumnProfile profile)
    {
        var message = profile.ToSchema();
        message.Statistics = new V1.ColumnStatistics
        {
            Count = profile.Count,
            NullCount = profile.NullCount,
            DistinctCount = profile.DistinctCount,
            Min = profile.Min ?? "",
            Max = profile.Max ?? "",
            TopValues = { profile.TopValues.Select(v => new V1.ValueCount { Value = v.Value, Count = v.Count }) },
        };
        if (profile.Mean is { } mean) message.Statistics.Mean = mean;
        if (profile.StandardDeviation is { } deviation) message.Statistics.Stddev = deviation;
        if (profile.P25 is { } p25) message.Statistics.P25 = p25;
        if (profile.P50 is { } p50) message.Statistics.P50 = p50;
        if (profile.P75 is { } p75) message.Statistics.P75 = p75;
        return message;
    }

    private static V1.Column ToSchema(this ColumnProfile profile) =>
        new() { Name = profile.Name, Type = profile.Type, Nullable = profile.NullCount > 0 };
}

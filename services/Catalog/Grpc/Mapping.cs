using Google.Protobuf.WellKnownTypes;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Inspection;
using Wire = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Grpc;

/// <summary>The catalog's records as messages.</summary>
internal static class Mapping
{
    public static Wire.Dataset ToWire(this Dataset dataset) => new()
    {
        Name = dataset.Name,
        Description = dataset.Description,
        Tags = { dataset.Tags.ToDictionary() },
        LatestVersion = dataset.LatestVersion,
        CreateTime = dataset.CreatedAt.ToTimestamp(),
        Creator = dataset.Creator,
        Revision = dataset.Revision,
    };

    /// <summary>A version without its columns, as lists show it.</summary>
    public static Wire.DatasetVersion ToWire(this DatasetVersionImported version) => new()
    {
        Dataset = version.Dataset,
        Version = version.Version,
        Digest = version.Digest,
        Files = { version.Files.Select(ToWire) },
        RowCount = version.RowCount,
        DerivedFrom = { version.DerivedFrom },
        Metadata = { version.Metadata.ToDictionary() },
        CreateTime = version.At.ToTimestamp(),
        Creator = version.By,
    };

    public static Wire.DatasetVersion ToWire(this DatasetVersionImported version, IReadOnlyList<ColumnProfile> profile, bool alreadyExisted = false)
    {
        var message = version.ToWire();
        message.Columns.AddRange(version.Columns.Zip(profile, (c, p) => new Wire.Column { Name = c.Name, Type = c.Type, Nullable = c.Nullable, Statistics = p.ToWire() }));
        message.AlreadyExisted = alreadyExisted;
        return message;
    }

    public static Wire.DatasetFile ToWire(this StoredFile file) =>
        new() { Path = file.Path, Digest = file.Digest, SizeBytes = file.SizeBytes, Format = file.Format, Delimiter = file.Delimiter };

    private static Wire.ColumnStatistics ToWire(this ColumnProfile profile)
    {
        var message = new Wire.ColumnStatistics
        {
            Count = profile.Count,
            NullCount = profile.NullCount,
            DistinctCount = profile.DistinctCount,
            Min = profile.Min ?? "",
            Max = profile.Max ?? "",
            TopValues = { profile.TopValues.Select(v => new Wire.ValueCount { Value = v.Value, Count = v.Count }) },
        };
        if (profile.Mean is { } mean) message.Mean = mean;
        if (profile.StandardDeviation is { } deviation) message.Stddev = deviation;
        if (profile.P25 is { } p25) message.P25 = p25;
        if (profile.P50 is { } p50) message.P50 = p50;
        if (profile.P75 is { } p75) message.P75 = p75;
        return message;
    }
}

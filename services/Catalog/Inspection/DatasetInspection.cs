using System.Text;
using DuckDB.NET.Data;
using MlOps.Analytics;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Inspection;

/// <summary>A file to be inspected: path within the version, local path and format.</summary>
internal sealed record CandidateFile(string Path, string LocalPath, string Format);

/// <summary>The result of an inspection: delimiter (CSV), row count and column statistics.</summary>
internal sealed record InspectedDataset(string Delimiter, long RowCount, IReadOnlyList<ColumnProfile> Columns);

/// <summary>
/// Inspects the files of a version: validates each file, then infers the common schema and computes statistics in DuckDB. Runs on the
/// thread pool; the number of concurrent inspections is limited by the number of databases.
/// </summary>
internal static class DatasetInspection
{
    /// <exception cref="InvalidRequestException">A file is malformed (line and reason), or the files have different schemas.</exception>
    /// <exception cref="LimitExceededException">The statistics exceed the memory limit.</exception>
    public static async Task<InspectedDataset> InspectAsync(IReadOnlyList<CandidateFile> files, CancellationToken cancellation)
    {
        if (files.DistinctBy(f => f.Format).Count() > 1) throw new InvalidRequestException("files", "must all have one format");
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, files.Select(f => f.LocalPath), cancellation);
        return await Task.Run(() => Measure(database, ShapeOf(files, cancellation), files, cancellation), cancellation);
    }

    private static Shape ShapeOf(IReadOnlyList<CandidateFile> files, CancellationToken cancellation) => files[0].Format switch
    {
        "csv" => CsvShapeOf(files, cancellation),
        "json" => new Shape("", [], files.Sum(f => Checked(f, stream => JsonStructure.Check(stream, cancellation)))),
        _ => new Shape("", [], null),
    };

    private static InspectedDataset Measure(
        AnalyticsDatabase database, Shape shape, IReadOnlyList<CandidateFile> files, CancellationToken cancellation)
    {
        List<(string Name, string Type)> columns;
        long rows;
        try
        {
            columns = Load(database, shape, files, cancellation);
            rows = database.Query("SELECT count(*) FROM data", row => row.GetInt64(0), cancellation).Single();
        }
        catch (DuckDBException e)
        {
            throw new InvalidRequestException("file", Readable(e.Message, files));
        }

        if (rows == 0) throw new InvalidRequestException("file", "has no rows");
        if (shape.Rows is { } counted && counted != rows)
            throw new InvalidRequestException("file", $"has {counted} records, of which {rows} can be read");
        return new InspectedDataset(
            shape.Delimiter, rows,
            [.. columns.Select((c, i) => ColumnProfiler.Measure(database, "data", $"c{i}", c.Name, c.Type, cancellation))]);
    }

    // Loads the files into the table "data". Columns are named c0, c1, …, because the cost of each query on a wide table grows with the
    // length of all column names.
    private static List<(string Name, string Type)> Load(
        AnalyticsDatabase database, Shape shape, IReadOnlyList<CandidateFile> files, CancellationToken cancellation)
    {
        var format = files[0].Format;
        var paths = files.Select(f => f.LocalPath).ToList();
        var columns = format == "csv"
            ? shape.Header.Zip(ColumnTypes.Infer(database, CsvText(shape, paths), shape.Header, cancellation)).ToList()
            : ColumnsOf(database, format, paths[0], cancellation);
        CheckSchema(columns);
        // All files must have the same columns; otherwise values would be converted silently.
        foreach (var path in format == "csv" ? [] : paths.Skip(1))
        {
            if (!ColumnsOf(database, format, path, cancellation).SequenceEqual(columns))
                throw new InvalidRequestException("files", "must all have the same columns with the same types");
        }

        var names = string.Join(", ", columns.Select((_, i) => $"c{i}"));
        var content = DatasetTable.Of(format, shape.Delimiter, columns, paths);
        database.Execute($"CREATE TABLE data AS SELECT * FROM {content} AS content({names})", cancellation);
        return columns;
    }

    private static void CheckSchema(List<(string Name, string Type)> columns) => new Faults()
        .Require(columns.Count is > 0 and <= Limits.Columns, "file", $"has {columns.Count} columns; must have 1 to {Limits.Columns}")
        .Require(
            columns.TrueForAll(column => !column.Name.Contains('\0') && !column.Type.Contains('\0')), "file",
            "has a column whose name has the character U+0000")
        .Require(
            columns.TrueForAll(column => column.Name.Length <= Limits.ColumnNameLength), "file",
            $"has a column whose name is longer than {Limits.ColumnNameLength} characters")
        .Require(
            columns.TrueForAll(column => column.Type.Length <= Limits.ColumnTypeLength), "file",
            $"has a column whose type is longer than {Limits.ColumnTypeLength} characters")
        .Require(
            columns.Sum(column => (long)Encoding.UTF8.GetByteCount(column.Name + column.Type)) <= Limits.SchemaBytes, "file",
            $"has a schema of more than {Limits.SchemaBytes} bytes of names and types")
        .ThrowIfAny();

    private static List<(string Name, string Type)> ColumnsOf(
        AnalyticsDatabase database, string format, string path, CancellationToken cancellation)
    {
        var file = Sql.Text(path);
        var reader = format == "json" ? $"read_json({file}, format = 'auto', sample_size = -1)" : $"read_parquet({file})";
        return database.Query($"DESCRIBE SELECT * FROM {reader}", row => (row.GetString(0), row.GetString(1)), cancellation);
    }

    private static string CsvText(Shape shape, List<string> paths) =>
        DatasetTable.CsvText(shape.Delimiter, shape.Header, $"[{string.Join(", ", paths.Select(Sql.Text))}]");

    private static Shape CsvShapeOf(IReadOnlyList<CandidateFile> files, CancellationToken cancellation)
    {
        var shapes = files.Select(f => Checked(f, stream => CsvStructure.Check(stream, cancellation))).ToList();
        var first = shapes[0];
        if (shapes.Any(s => s.Delimiter != first.Delimiter || !s.Header.SequenceEqual(first.Header)))
            throw new InvalidRequestException("files", "must all have the same header");
        return new Shape(first.Delimiter.ToString(), first.Header, shapes.Sum(s => s.Rows));
    }

    private static T Checked<T>(CandidateFile file, Func<Stream, T> check)
    {
        using var stream = File.OpenRead(file.LocalPath);
        try
        {
            return check(stream);
        }
        catch (MalformedFileException e)
        {
            throw new InvalidRequestException("file", $"{file.Path}: {e.Message}");
        }
    }

    // The first line of DuckDB's message, without local paths.
    private static string Readable(string message, IReadOnlyList<CandidateFile> files) =>
        files.Aggregate(message.Split('\n')[0], (text, file) => text.Replace(file.LocalPath, file.Path));

    private sealed record Shape(string Delimiter, IReadOnlyList<string> Header, long? Rows);
}

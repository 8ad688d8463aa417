using MlOps.Contracts.Catalog.V1;

namespace MlOps.Analytics;

/// <summary>A dataset version as a relation of DuckDB: its files read with the types that the catalog inferred, in file order.</summary>
public static class DatasetTable
{
    /// <summary>The longest CSV record, in bytes.</summary>
    public const int MaxCsvRecordBytes = 1024 * 1024;

    /// <summary>A subquery for FROM over local copies of a version's files (same order as <see cref="DatasetVersion.Files"/>).</summary>
    public static string Of(DatasetVersion version, IReadOnlyList<string> localPaths) =>
        Of(version.Files[0].Format, version.Files[0].Delimiter, [.. version.Columns.Select(c => (c.Name, c.Type))], localPaths);

    /// <summary>A subquery for FROM over files of one format and the given columns (name, DuckDB type).</summary>
    public static string Of(
        string format, string delimiter, IReadOnlyList<(string Name, string Type)> columns, IReadOnlyList<string> localPaths)
    {
        var files = $"[{string.Join(", ", localPaths.Select(Sql.Text))}]";
        return format switch
        {
            "csv" => $"(SELECT {string.Join(", ", columns.Select(Typed))} FROM {CsvText(delimiter, columns.Select(c => c.Name), files)})",
            "json" => $"(SELECT * FROM read_json({files}, format = 'auto', columns = {Columns(columns)}))",
            "parquet" => $"(SELECT * FROM read_parquet({files}))",
            _ => throw new ArgumentException($"Datasets have no format {format}.", nameof(format)),
        };
    }

    /// <summary>A CSV file with every column as text.</summary>
    public static string CsvText(string delimiter, IEnumerable<string> columns, string files) =>
        $"read_csv({files}, auto_detect = false, header = true, delim = {Sql.Text(delimiter)}, quote = '\"', escape = '\"', "
        + $"max_line_size = {2 * MaxCsvRecordBytes}, columns = {Columns(columns.Select(c => (c, "VARCHAR")))})";

    // Types are cast by the same rules by which the catalog inferred them, which the CSV reader's own are not.
    private static string Typed((string Name, string Type) column) =>
        column.Type == "VARCHAR" ? Sql.Name(column.Name) : $"CAST({Sql.Name(column.Name)} AS {column.Type}) AS {Sql.Name(column.Name)}";

    private static string Columns(IEnumerable<(string Name, string Type)> columns) =>
        $"{{{string.Join(", ", columns.Select(c => $"{Sql.Text(c.Name)}: {Sql.Text(c.Type)}"))}}}";
}

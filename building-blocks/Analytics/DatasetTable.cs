using MlOps.Contracts.Catalog.V1;

namespace MlOps.Analytics;

/// <summary>Builds DuckDB subqueries that read the files of a dataset version in file order, with the catalog's column types.</summary>
public static class DatasetTable
{
    /// <summary>The maximum size of a CSV record, in bytes.</summary>
    public const int MaxCsvRecordBytes = 1024 * 1024;

    /// <summary>A subquery for FROM over local copies of a version's files, in the order of <see cref="DatasetVersion.Files"/>.</summary>
    public static string Of(DatasetVersion version, IReadOnlyList<string> localPaths) =>
        Of(version.Files[0].Format, version.Files[0].Delimiter, [.. version.Columns.Select(c => (c.Name, c.Type))], localPaths);

    /// <summary>A subquery for FROM over files of one format with the given columns (name, DuckDB type).</summary>
    /// <exception cref="ArgumentException">The format is not <c>csv</c>, <c>json</c> or <c>parquet</c>.</exception>
    public static string Of(
        string format, string delimiter, IReadOnlyList<(string Name, string Type)> columns, IReadOnlyList<string> localPaths)
    {
        var files = $"[{string.Join(", ", localPaths.Select(Sql.Text))}]";
        return format switch
        {
            "csv" => $"(SELECT {string.Join(", ", columns.Select(Typed))} FROM {CsvText(delimiter, columns.Select(c => c.Name), files)})",
            "json" => $"(SELECT * FROM read_json({files}, format = 'auto', columns = {Columns(columns)}))",
            "parquet" => $"(SELECT * FROM read_parquet({files}))",
            _ => throw new ArgumentException($"Unknown dataset format '{format}'.", nameof(format)),
        };
    }

    /// <summary>A <c>read_csv</c> call over a DuckDB list of files, with every column as VARCHAR.</summary>
    public static string CsvText(string delimiter, IEnumerable<string> columns, string files) =>
        $"read_csv({files}, auto_detect = false, header = true, delim = {Sql.Text(delimiter)}, quote = '\"', escape = '\"', "
        + $"max_line_size = {2 * MaxCsvRecordBytes}, columns = {Columns(columns.Select(c => (c, "VARCHAR")))})";

    // CAST, not the CSV reader's own conversion: the catalog infers types by CAST, and their rules differ.
    private static string Typed((string Name, string Type) column) =>
        column.Type == "VARCHAR" ? Sql.Name(column.Name) : $"CAST({Sql.Name(column.Name)} AS {column.Type}) AS {Sql.Name(column.Name)}";

    private static string Columns(IEnumerable<(string Name, string Type)> columns) =>
        $"{{{string.Join(", ", columns.Select(c => $"{Sql.Text(c.Name)}: {Sql.Text(c.Type)}"))}}}";
}

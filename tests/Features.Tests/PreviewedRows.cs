using MlOps.Contracts.Catalog.V1;

namespace MlOps.Features.Tests;

/// <summary>What a preview shows.</summary>
internal static class PreviewedRows
{
    /// <summary>The values of a column of numbers, row by row.</summary>
    public static IReadOnlyList<double?> Doubles(this PreviewRowsResponse preview, string column)
    {
        var index = preview.Columns.Select(c => c.Name).ToList().IndexOf(column);
        return [.. preview.Rows.Select(row => row.Cells[index]).Select(cell => cell.HasDoubleValue ? cell.DoubleValue : (double?)null)];
    }
}

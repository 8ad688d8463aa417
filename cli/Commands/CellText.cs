using System.Globalization;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Cli.Commands;

/// <summary>Formats cells of previews as text.</summary>
internal static class CellText
{
    public static string Of(Cell cell) => cell.KindCase switch
    {
        Cell.KindOneofCase.None => "NULL",
        Cell.KindOneofCase.BoolValue => cell.BoolValue ? "true" : "false",
        Cell.KindOneofCase.Int64Value => cell.Int64Value.ToString(CultureInfo.InvariantCulture),
        Cell.KindOneofCase.DoubleValue => cell.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
        Cell.KindOneofCase.StringValue => cell.StringValue,
        Cell.KindOneofCase.BytesValue => $"0x{Convert.ToHexString(cell.BytesValue.Span)}",
        Cell.KindOneofCase.DecimalValue => cell.DecimalValue,
        Cell.KindOneofCase.TemporalValue => cell.TemporalValue,
        Cell.KindOneofCase.NestedValue => cell.NestedValue,
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell.KindCase, "There is no such kind of value."),
    };
}

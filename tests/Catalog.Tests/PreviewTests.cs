using System.Text;
using Google.Protobuf;
using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Tests;

/// <summary>Values of every type come out of a preview as they went in.</summary>
public sealed class PreviewTests(CatalogSystem system) : IClassFixture<CatalogSystem>
{
    // DuckDB's, which differs from .NET's in its sign.
    private static readonly double PositiveNaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    private static readonly (string Name, string Sql, string Type, Cell Cell)[] Values =
    [
        ("truth", "true", "BOOLEAN", new Cell { BoolValue = true }),
        ("tiny", "CAST(-128 AS TINYINT)", "TINYINT", new Cell { Int64Value = -128 }),
        ("big", "CAST(-9223372036854775808 AS BIGINT)", "BIGINT", new Cell { Int64Value = long.MinValue }),
        ("unsigned", "CAST(4294967295 AS UINTEGER)", "UINTEGER", new Cell { Int64Value = uint.MaxValue }),
        ("unsigned_big", "CAST(18446744073709551615 AS UBIGINT)", "UBIGINT", new Cell { DecimalValue = "18446744073709551615" }),
        ("money", "CAST(12345678901234567890.123456789 AS DECIMAL(38, 9))", "DECIMAL(38,9)",
            new Cell { DecimalValue = "12345678901234567890.123456789" }),
        ("single", "CAST(0.1 AS FLOAT)", "FLOAT", new Cell { DoubleValue = 0.1f }),
        ("fraction", "CAST(0.1 AS DOUBLE)", "DOUBLE", new Cell { DoubleValue = 0.1 }),
        ("infinite", "CAST('-inf' AS DOUBLE)", "DOUBLE", new Cell { DoubleValue = double.NegativeInfinity }),
        ("not_a_number", "CAST('nan' AS DOUBLE)", "DOUBLE", new Cell { DoubleValue = PositiveNaN }),
        ("text", "'Ä, 1'", "VARCHAR", new Cell { StringValue = "Ä, 1" }),
        ("id", "CAST('00000000-0000-0000-0000-000000000001' AS UUID)", "UUID",
            new Cell { StringValue = "00000000-0000-0000-0000-000000000001" }),
        ("bytes", "CAST('\\x00\\xFFa' AS BLOB)", "BLOB", new Cell { BytesValue = ByteString.CopyFrom(0, 255, (byte)'a') }),
        ("day", "DATE '2024-02-29'", "DATE", new Cell { TemporalValue = "2024-02-29" }),
        ("clock", "TIME '23:59:59.999999'", "TIME", new Cell { TemporalValue = "23:59:59.999999" }),
        ("moment", "TIMESTAMP '2024-02-29 23:59:59.123456'", "TIMESTAMP", new Cell { TemporalValue = "2024-02-29 23:59:59.123456" }),
        ("nanos", "TIMESTAMP_NS '2024-02-29 23:59:59.123456789'", "TIMESTAMP_NS", new Cell
        {
            TemporalValue = "2024-02-29 23:59:59.123456789",
        }),
        ("zoned", "TIMESTAMPTZ '2024-02-29 23:59:59+02'", "TIMESTAMP WITH TIME ZONE", new Cell
        {
            TemporalValue = "2024-02-29 21:59:59+00",
        }),
        ("list", "[1, NULL, 9007199254740993]", "BIGINT[]", new Cell { NestedValue = "[1, NULL, 9007199254740993]" }),
        ("struct", "{'a': 1.50, 'b': DATE '2024-02-29'}", "STRUCT(a DECIMAL(3,2), b DATE)", new Cell
        {
            NestedValue = "{'a': 1.50, 'b': 2024-02-29}",
        }),
        ("pairs", "MAP {'k': 1}", "MAP(VARCHAR, INTEGER)", new Cell { NestedValue = "{k=1}" }),
    ];

    [Fact]
    public async Task every_type_is_shown_exactly_and_null_is_no_kind()
    {
        await system.RegisterAsync("types");
        var selected = string.Join(", ", Values.Select(value => $"{value.Sql} AS \"{value.Name}\""));
        var nulls = string.Join(", ", Values.Select(_ => "NULL"));
        await system.ImportAsync("types", "types.parquet", await ParquetAsync($"SELECT {selected} UNION ALL SELECT {nulls}"));

        var shown = await system.Ann.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "types", Limit = 1000 });

        shown.Columns.Select(column => (column.Name, column.Type)).ShouldBe(Values.Select(value => (value.Name, value.Type)));
        var row = shown.Rows.Single(row => row.Cells[0].KindCase == Cell.KindOneofCase.BoolValue);
        foreach (var (value, cell) in Values.Zip(row.Cells)) cell.ShouldBe(value.Cell, value.Name);
        shown.Rows.Single(other => other != row).Cells.ShouldAllBe(cell => cell.KindCase == Cell.KindOneofCase.None);
    }

    [Fact]
    public async Task rows_that_do_not_fit_into_an_answer_are_left_out_whole()
    {
        await system.RegisterAsync("heavy");
        var text = new string('x', 900_000);
        await system.ImportAsync(
            "heavy", "heavy.csv", string.Concat(Enumerable.Range(0, 8).Select(i => $"{i},{text}\n").Prepend("i,text\n")));

        var shown = await system.Ann.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "heavy", Limit = 8 });

        (shown.Truncated, shown.Rows.Count).ShouldBe((true, 4));
        shown.Rows.Select(row => row.Cells[0].Int64Value).ShouldBe([0, 1, 2, 3]);
        shown.Rows.ShouldAllBe(row => row.Cells[1].StringValue == text);
        shown.CalculateSize().ShouldBeLessThan(4 << 20);
        (await system.Ann.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "heavy", Limit = 4 })).Truncated.ShouldBeFalse();
    }

    private static async Task<byte[]> ParquetAsync(string select)
    {
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, [], CancellationToken.None);
        var file = folder.File("types.parquet");
        database.Execute($"COPY ({select}) TO {Sql.Text(file)} (FORMAT parquet)", CancellationToken.None);
        return await File.ReadAllBytesAsync(file);
    }
}

using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads decimals; a .NET decimal has 28 digits, DuckDB's up to 38, and what does not fit is refused.</summary>
internal sealed unsafe class DecimalReader(string column, LogicalTypeHandle type) : ColumnReader(column, DuckDBType.Decimal)
{
    private const int MaxScale = 28;
    private readonly DuckDBType storage = NativeMethods.duckdb_decimal_internal_type(type);
    private readonly int scale = NativeMethods.duckdb_decimal_scale(type);

    public override Type ClrType => typeof(decimal);

    protected override object Read(ulong row, Type target)
    {
        if (target != typeof(decimal)) throw CannotRead(target);
        var unscaled = storage switch
        {
            DuckDBType.SmallInt => ((short*)Data)[row],
            DuckDBType.Integer => ((int*)Data)[row],
            DuckDBType.BigInt => ((long*)Data)[row],
            _ => ((NativeHugeInt*)Data)[row].ToInt128(),
        };
        try
        {
            if (scale > MaxScale) throw new OverflowException();
            var power = (Int128)1;
            for (var i = 0; i < scale; i++) power *= 10;
            var (whole, rest) = Int128.DivRem(unscaled, power);
            return (decimal)whole + (decimal)rest / (decimal)power;
        }
        catch (OverflowException)
        {
            throw new InvalidCastException($"The value in column {Column} does not fit a decimal; cast it in SQL.");
        }
    }
}

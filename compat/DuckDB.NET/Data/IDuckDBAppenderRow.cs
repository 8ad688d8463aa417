using System.Numerics;

namespace DuckDB.NET.Data;

/// <summary>A row that is being appended: one value per column, in their order.</summary>
public interface IDuckDBAppenderRow
{
    /// <exception cref="InvalidOperationException">Columns are left.</exception>
    void EndRow();

    IDuckDBAppenderRow AppendNullValue();

    /// <summary>The column's DEFAULT.</summary>
    IDuckDBAppenderRow AppendDefault();

    IDuckDBAppenderRow AppendValue(bool? value);

    IDuckDBAppenderRow AppendValue(byte[]? value);

    IDuckDBAppenderRow AppendValue(Span<byte> value);

    IDuckDBAppenderRow AppendValue(string? value);

    IDuckDBAppenderRow AppendValue(decimal? value);

    IDuckDBAppenderRow AppendValue(Guid? value);

    IDuckDBAppenderRow AppendValue(BigInteger? value);

    IDuckDBAppenderRow AppendValue(sbyte? value);

    IDuckDBAppenderRow AppendValue(short? value);

    IDuckDBAppenderRow AppendValue(int? value);

    IDuckDBAppenderRow AppendValue(long? value);

    IDuckDBAppenderRow AppendValue(byte? value);

    IDuckDBAppenderRow AppendValue(ushort? value);

    IDuckDBAppenderRow AppendValue(uint? value);

    IDuckDBAppenderRow AppendValue(ulong? value);

    IDuckDBAppenderRow AppendValue(float? value);

    IDuckDBAppenderRow AppendValue(double? value);

    IDuckDBAppenderRow AppendValue(DateTime? value);

    IDuckDBAppenderRow AppendValue(DateTimeOffset? value);

    IDuckDBAppenderRow AppendValue(TimeSpan? value);

    /// <summary>A list or array.</summary>
    IDuckDBAppenderRow AppendValue<T>(IEnumerable<T>? value);
}

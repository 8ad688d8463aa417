using System.Numerics;
using System.Text;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>A row that is being appended.</summary>
public class DuckDBAppenderRow : IDuckDBAppenderRow
{
    private readonly DuckDBAppender appender;
    private readonly AppenderHandle handle;
    private readonly LogicalTypeHandle[] columns;
    private readonly string table;
    private int column;

    internal DuckDBAppenderRow(DuckDBAppender appender, AppenderHandle handle, LogicalTypeHandle[] columns, string table) =>
        (this.appender, this.handle, this.columns, this.table) = (appender, handle, columns, table);

    public void EndRow()
    {
        if (column < columns.Length)
            throw new InvalidOperationException($"The table {table} has {columns.Length} columns but you specified only {column} values");
        appender.Check(NativeMethods.duckdb_appender_end_row(handle));
    }

    public IDuckDBAppenderRow AppendNullValue() => Append(NativeMethods.duckdb_append_null(Next()));

    public IDuckDBAppenderRow AppendDefault() => Append(NativeMethods.duckdb_append_default(Next()));

    public IDuckDBAppenderRow AppendValue(bool? value) =>
        value is { } v ? Append(NativeMethods.duckdb_append_bool(Next(), v)) : AppendNullValue();

    public IDuckDBAppenderRow AppendValue(byte[]? value) => value is null ? AppendNullValue() : AppendValue(value.AsSpan());

    public unsafe IDuckDBAppenderRow AppendValue(Span<byte> value)
    {
        fixed (byte* data = value) return Append(NativeMethods.duckdb_append_blob(Next(), data, (ulong)value.Length));
    }

    public unsafe IDuckDBAppenderRow AppendValue(string? value)
    {
        if (value is null) return AppendNullValue();
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* text = bytes) return Append(NativeMethods.duckdb_append_varchar_length(Next(), text, (ulong)bytes.Length));
    }

    public IDuckDBAppenderRow AppendValue(sbyte? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(short? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(int? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(long? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(byte? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(ushort? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(uint? value) => Integer(value);

    public IDuckDBAppenderRow AppendValue(ulong? value) =>
        value is { } v ? Append(NativeMethods.duckdb_append_uint64(Next(), v)) : AppendNullValue();

    public IDuckDBAppenderRow AppendValue(float? value) =>
        value is { } v ? Append(NativeMethods.duckdb_append_float(Next(), v)) : AppendNullValue();

    public IDuckDBAppenderRow AppendValue(double? value) =>
        value is { } v ? Append(NativeMethods.duckdb_append_double(Next(), v)) : AppendNullValue();

    public IDuckDBAppenderRow AppendValue(decimal? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(Guid? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(BigInteger? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(DateOnly? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(TimeOnly? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(DateTime? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(DateTimeOffset? value) => Other(value);

    public IDuckDBAppenderRow AppendValue(TimeSpan? value) => Other(value);

    public IDuckDBAppenderRow AppendValue<T>(IEnumerable<T>? value) => Other(value?.ToList());

    private IDuckDBAppenderRow Integer(long? value) =>
        value is { } v ? Append(NativeMethods.duckdb_append_int64(Next(), v)) : AppendNullValue();

    private DuckDBAppenderRow Other(object? value)
    {
        var appenderHandle = Next();
        using var native = Value.Create(value, columns[column]);
        return Append(NativeMethods.duckdb_append_value(appenderHandle, native));
    }

    private AppenderHandle Next() => column < columns.Length
        ? handle
        : throw new IndexOutOfRangeException($"The table {table} has {columns.Length} columns but you are trying to append value for column {column + 1}");

    private DuckDBAppenderRow Append(int state)
    {
        appender.Check(state);
        column++;
        return this;
    }
}

using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class TextReader(string column) : ColumnReader(column, DuckDBType.Varchar)
{
    public override Type ClrType => typeof(string);

    protected override object Read(ulong row, Type target) =>
        target == typeof(string) ? NativeString.Text((NativeString*)Data + row) : throw CannotRead(target);
}
